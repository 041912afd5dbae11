import CPosix
import Glibc
import SecretMemory

/// Becomes another program. No parent stays behind that holds the secret.
enum ProcessReplacement {
    /// - Parameters:
    ///   - words: the command and its arguments.
    ///   - plain: `NAME=value` without a secret.
    ///   - secrets: the names that get `secret` as their value. Their texts lie in guarded memory until
    ///     the kernel has copied them.
    static func execute(
        _ words: [String], path: String, plain: [String], secrets: [String],
        secret: borrowing SecretBytes
    ) -> Failure {
        let block = block(of: secrets, secret: secret)
        let offsets = offsets(of: secrets, secretCount: secret.count)
        let code = block.withBytes { bytes in
            unsafe bytes.withBytePointer { base, _ in
                var environment = unsafe cStrings(plain)
                unsafe environment.removeLast()
                for offset in offsets {
                    let text = unsafe UnsafeRawPointer(base + offset).assumingMemoryBound(
                        to: CChar.self)
                    unsafe environment.append(UnsafeMutablePointer(mutating: text))
                }
                unsafe environment.append(nil)
                return unsafe replace(path, cStrings(words), environment)
            }
        }
        let reason = unsafe String(cString: strerror(code))
        return Failure(
            code == ENOENT ? .notFound : .notPermitted, "exec", "could not run \(path): \(reason).")
    }

    private static func replace(
        _ path: String, _ arguments: [UnsafeMutablePointer<CChar>?],
        _ environment: [UnsafeMutablePointer<CChar>?]
    ) -> Int32 {
        // The command gets signals as a shell would give them.
        vault_default_signal(SIGPIPE)
        vault_unblock_signals()
        unsafe _ = execve(path, arguments, environment)
        return errno
    }

    /// `NAME=secret` and a zero byte, once per name.
    private static func block(of names: [String], secret: borrowing SecretBytes) -> SecretBytes {
        let size = names.reduce(0) { $0 + $1.utf8.count + 2 + secret.count }
        return secret.withBytes { secret in
            SecretBytes(capacity: size) { output in
                for name in names {
                    output.append(contentsOf: Array("\(name)=".utf8))
                    output.append(contentsOf: secret)
                    output.append(contentsOf: [0])
                }
            }
        }
    }

    private static func offsets(of names: [String], secretCount: Int) -> [Int] {
        var offset = 0
        return names.map { name in
            defer { offset += name.utf8.count + 2 + secretCount }
            return offset
        }
    }

    /// Copies that live until execve replaces everything.
    private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }
}

import Glibc
import KernelText
import SecretMemory

/// The environment of a command: plain entries, and names whose value is the secret.
///
/// The secret's entries lie in guarded memory; the kernel copies them from there into the command.
struct CommandEnvironment: ~Copyable {
    private let plain: [CText]
    /// `NAME=secret` and a zero byte, once per name.
    private let secretEntries: SecretBytes
    private let offsets: [Int]

    /// - Parameters:
    ///   - plain: `NAME=value` without a secret.
    ///   - secretNames: the names that get `secret` as their value.
    init(plain: [CText], secretNames: [String], secret: borrowing SecretBytes) {
        self.plain = plain
        secretEntries = Self.entries(of: secretNames, secret: secret)
        var offset = 0
        let secretCount = secret.count
        offsets = secretNames.map { name in
            defer { offset += name.utf8.count + 2 + secretCount }
            return offset
        }
    }

    /// Lends the entries as execve and posix_spawn want them.
    borrowing func withCEntries<Result>(
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        secretEntries.withBytes { bytes in
            unsafe bytes.withBytePointer { base, _ in
                let copies = unsafe CStrings.copying(plain)
                defer { unsafe CStrings.free(copies) }
                var entries = unsafe copies
                for offset in offsets {
                    let text = unsafe UnsafeRawPointer(base + offset).assumingMemoryBound(
                        to: CChar.self)
                    unsafe entries.append(UnsafeMutablePointer(mutating: text))
                }
                unsafe entries.append(nil)
                return unsafe body(entries)
            }
        }
    }

    private static func entries(
        of names: [String], secret: borrowing SecretBytes
    ) -> SecretBytes {
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
}

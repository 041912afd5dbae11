import Glibc
import SecretMemory
package import SystemPackage

extension PlaintextFile {
    /// What stands for a file's path where a key comes from the environment.
    package static let environmentName = "environment"

    /// The variables of this process that tools for OUTSCALE read keys from, as a file of them would hold them; `nil` where
    /// there are none. The values go straight into guarded memory.
    package convenience init?(environmentOf _: Void) {
        let names = VariableLines.names.filter { unsafe getenv($0) != nil }
        guard !names.isEmpty else { return nil }
        let count = names.reduce(0) { unsafe $0 + $1.utf8.count + strlen(getenv($1)) + 4 }
        let content = SecretBytes(capacity: count) { output in
            for name in names {
                guard let value = unsafe getenv(name) else { continue }
                output.append(contentsOf: Array("\(name)='".utf8))
                for index in unsafe 0..<strlen(value) {
                    output.append(unsafe UInt8(bitPattern: value[index]))
                }
                output.append(contentsOf: Array("'\n".utf8))
            }
        }
        self.init(environment: content)
    }

    /// The names that were read, of keys and nothing else.
    package var keyVariables: [String] {
        VariableLines.keyNames.filter { name in mentions([name + "="]) != nil }
    }

    /// Shell files of this user that speak of a variable: what sets it again in every new shell.
    ///
    /// - Parameter home: where they are looked for.
    package static func shellFiles(setting names: [String], home: FilePath) -> [FilePath] {
        let inHome = [
            ".profile", ".bash_profile", ".bash_login", ".bashrc", ".zshenv", ".zprofile", ".zshrc",
            ".zlogin", ".config/fish/config.fish", ".cshrc", ".tcshrc", ".pam_environment",
            ".envrc",
        ].map { home.appending(FilePath($0).components) }
        return (inHome + [FilePath("/etc/environment")]).filter { path in
            guard let file = try? PlaintextFile(reading: path) else { return false }
            return file.mentions(names) != nil
        }
    }
}

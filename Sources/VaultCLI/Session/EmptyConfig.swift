import Glibc
import SystemPackage
import Vault

/// A configuration file without a secret, for tools that would let their own file beat the environment.
enum EmptyConfig {
    private static let content = Array("{\"default\":{}}\n".utf8)

    static func ensure(in directory: FilePath) throws -> FilePath {
        let path = directory.appending("empty-config.json")
        try PrivateFile.ensure(path, holds: content)
        return path
    }
}

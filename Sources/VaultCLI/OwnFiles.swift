import SystemPackage
import Vault

/// Refuses to write a user's file where the vault keeps its own.
enum OwnFiles {
    static func requireOther(_ path: FilePath, than files: VaultFiles) throws {
        guard files.isOwn(path) else { return }
        throw Failure.usage(
            "\(path) is a name that the vault keeps for a file of its own. Nothing was done; choose another."
        )
    }
}

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

    /// The same of whichever vault is named: a team's has files in the state directory alone.
    static func requireOther(_ path: FilePath, _ opening: VaultOpening) throws {
        let files =
            try opening.team == nil
            ? opening.files : Locations.standardFiles(opening.context.environment)
        try requireOther(path, than: files)
    }
}

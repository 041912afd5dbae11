import Foundation
import Vault
import VaultTestSupport

/// Where a copy of the vault lives, with a home for its state of its own.
struct VaultPlace {
    let root: String

    var directory: String { root + "/data/osc-vault" }
    var stateDirectory: String { root + "/state/osc-vault" }
    var variables: [String: String] {
        ["XDG_DATA_HOME": root + "/data", "XDG_STATE_HOME": root + "/state"]
    }
}

/// A second copy of the vault that somebody works with beside the first: a backup, a synced folder, a snapshot.
struct LivingCopy {
    let place: VaultPlace
    /// Keys that a person has asked this copy to change, by their names here.
    var asked: Set<String> = []
}

extension Stage {
    /// Copies the vault as it is on the disk now, landing files and all.
    ///
    /// - Parameter withState: whether the state directory is copied too, as a snapshot of a home does.
    func copyVault(withState: Bool) throws -> LivingCopy {
        let root = home.path("living")
        let files = FileManager.default
        try? files.removeItem(atPath: root)
        let copied = VaultPlace(root: root)
        for (from, to) in [
            (directory, copied.directory),
            (home.path("state/osc-vault"), withState ? copied.stateDirectory : nil),
        ] {
            guard let to, files.fileExists(atPath: from) else { continue }
            let parent = URL(filePath: to).deletingLastPathComponent()
            try files.createDirectory(
                at: parent, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try files.copyItem(atPath: from, toPath: to)
        }
        return LivingCopy(place: copied)
    }

    /// Everything in there is about that copy of the vault.
    func at<Result>(_ place: VaultPlace, _ body: () throws -> Result) rethrows -> Result {
        let before = self.place
        defer { self.place = before }
        self.place = place
        return try body()
    }
}

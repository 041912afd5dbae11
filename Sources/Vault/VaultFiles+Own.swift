import Glibc
import KernelText
package import SystemPackage

/// The names that a vault keeps for itself, in one list: what a command is asked to write goes to none of them.
extension VaultFiles {
    /// SQLite's files beside the database, and the spool.
    private static let beside = ["", "-journal", "-wal", "-shm", "-spool"]
    /// What restoring makes beside it.
    private static let besidePrefixes = [".restoring-", ".replaced-"]

    /// What the state directory has of a vault, by the ends of the names.
    private static let kept = [".mark", ".next", ".member"]

    /// Whether this is a place of the vault's, whether there is a file by now or not.
    package func isOwn(_ path: FilePath) -> Bool {
        guard let name = path.name else { return false }
        let folder = path.parent
        if Self.isSame(folder, directory), isOwnName(name) { return true }
        guard Self.isSame(folder, stateDirectory) else { return false }
        return Self.kept.contains { name.ends(with: CText($0)) }
    }

    private func isOwnName(_ name: CText) -> Bool {
        guard let base = database.name else { return false }
        return Self.beside.contains { name == base.adding(CText($0)) }
            || Self.besidePrefixes.contains { name.begins(with: base.adding(CText($0))) }
            || name == lock.name || name.begins(with: CText(LandingFile.prefix))
    }

    /// Two names of one folder, also through links.
    private static func isSame(_ one: FilePath, _ other: FilePath) -> Bool {
        if one == other { return true }
        var (first, second) = (stat(), stat())
        return unsafe stat(one.orHere.cString, &first) == 0
            && stat(other.orHere.cString, &second) == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}

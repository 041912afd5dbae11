import Glibc
package import SystemPackage

/// The names that a vault keeps for itself, in one list: what a command is asked to write goes to none of them.
extension VaultFiles {
    /// SQLite's files beside the database, and the spool.
    private static let beside = ["", "-journal", "-wal", "-shm", "-spool"]
    /// What restoring makes beside it.
    private static let besidePrefixes = [".restoring-", ".replaced-"]

    /// Whether this is a place of the vault's, whether there is a file by now or not.
    package func isOwn(_ path: FilePath) -> Bool {
        guard let name = path.lastComponent?.string else { return false }
        let folder = path.removingLastComponent()
        if Self.isSame(folder, directory), isOwnName(name) { return true }
        guard Self.isSame(folder, stateDirectory) else { return false }
        return name.hasSuffix(".mark") || name.hasSuffix(".next")
    }

    private func isOwnName(_ name: String) -> Bool {
        guard let base = database.lastComponent?.string else { return false }
        return Self.beside.contains { name == base + $0 }
            || Self.besidePrefixes.contains { name.hasPrefix(base + $0) }
            || name == lock.lastComponent?.string || name.hasPrefix(LandingFile.prefix)
    }

    /// Two names of one folder, also through links.
    private static func isSame(_ one: FilePath, _ other: FilePath) -> Bool {
        if one == other { return true }
        var (first, second) = (stat(), stat())
        return unsafe stat(one.isEmpty ? "." : one.string, &first) == 0
            && stat(other.isEmpty ? "." : other.string, &second) == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}

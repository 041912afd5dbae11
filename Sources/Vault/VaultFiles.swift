import KernelText
package import SystemPackage

/// Where a vault's files are.
package struct VaultFiles: Sendable, Hashable {
    package let database: FilePath
    /// Where the high-water mark lives, apart from the file that it guards.
    package let stateDirectory: FilePath

    /// How long to wait for its locks if somebody else has one.
    package let patienceSeconds: Int

    package init(database: FilePath, stateDirectory: FilePath, patienceSeconds: Int = 10) {
        self.database = database
        self.stateDirectory = stateDirectory
        self.patienceSeconds = patienceSeconds
    }

    package var directory: FilePath { database.parent }

    /// Held by commands that change keys. Never the database itself: closing any descriptor of that
    /// would drop SQLite's own locks.
    package var lock: FilePath { directory.appending("vault.lock") }

    /// Audit events that are not in the database yet.
    package var spool: FilePath { database.adding("-spool") }

    package func mark(for vaultID: RecordID) -> FilePath {
        stateDirectory.appending("\(vaultID).mark")
    }

    /// The mark of a key that the vault is about to get.
    func preparedMark(for vaultID: RecordID) -> FilePath {
        stateDirectory.appending("\(vaultID).next")
    }
}

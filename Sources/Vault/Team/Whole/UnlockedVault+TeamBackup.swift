package import FoundationEssentials
import KernelText
package import SystemPackage

extension UnlockedVault {
    /// Copies a team's vault, as it is sealed and signed, into a new file that only its owner may read, and reads that back: every
    /// record is verified before the file gets its name.
    ///
    /// That a backup was begun is an event of the member's own, and in the copy. Without the server, the copy has what this
    /// machine has.
    ///
    /// - Returns: what the copy says.
    package mutating func backUpTeam(
        to path: FilePath, at date: Date
    ) throws(VaultError) -> VerifiedTeamBackup {
        let store = try teamStore()
        let new = try NewCopy(at: path)
        let event = AuditEvent(at: date, action: .backupBegun, detail: new.name.text)
        _ = try store.note(event, key: key)
        let bytes = try BackupDraft(in: files.stateDirectory).filled(
            with: store.content(), of: vaultID)
        return try new.write(bytes) { draft throws(VaultError) in
            try TeamBackup(reading: draft).verified(as: store.identity)
        }
    }
}

/// Where a backup is put together, since SQLite writes to no directory but a private one. It goes with the value.
private struct BackupDraft: ~Copyable {
    private let files: VaultFiles

    init(in directory: FilePath) throws(VaultError) {
        files = VaultFiles(
            database: directory.appending(".new-\(RecordID.random())"), stateDirectory: directory)
        try DurableFile.createEmpty(files.database)
        let connection = try Connection(opening: files.database)
        try connection.applySettings()
        try connection.execute("PRAGMA journal_mode = MEMORY")
        try connection.transaction { () throws(VaultError) in
            try Schema.teamBackup.create(in: connection)
        }
    }

    /// - Returns: the whole file.
    func filled(with content: TeamContent, of vaultID: RecordID) throws(VaultError) -> [UInt8] {
        let store = try SQLiteStore(opening: files, as: .teamBackup)
        let replica = Replica(store, of: vaultID)
        try store.begin()
        do throws(VaultError) {
            try replica.fill(content)
            try store.commit()
        } catch {
            store.rollBack()
            throw error
        }
        return try VaultImage(of: files).bytes
    }

    deinit {
        try? LandingFile.remove(files.database)
        try? LandingFile.remove(SideFiles.journal(of: files.database))
    }
}

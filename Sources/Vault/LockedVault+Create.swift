import CPosix
package import FoundationEssentials
import Glibc
import KernelText
package import SecretMemory
import SystemPackage

extension LockedVault {
    /// Makes a vault that the password opens, and the recovery code if there is one.
    ///
    /// The file is made under another name and gets its own when it is whole and on the disk, so
    /// that two who make the same vault at once don't meet, and nobody sees half a vault.
    package static func create(
        _ files: VaultFiles, password: borrowing SecretBytes,
        recoveryCode: borrowing RecoveryCode?, parameters: KeyDerivationParameters, at date: Date
    ) throws(VaultError) {
        let (directory, target) = try place(for: files)
        let draft = directory.appending(".new-\(RecordID.random())")
        defer { unlink(draft) }
        let seed = try VaultSeed(password, recoveryCode, parameters)
        try write(seed, to: draft, at: date)
        try DurableFile.publish(draft, as: target, taken: .vaultExists(path: target.text))
        let row = seed.manifest(at: date)
        let mark = HighWaterMark(epoch: 1, manifestMAC: row.mac)
        try mark.write(to: files, of: seed.key.vaultID, mac: seed.key.attest(.mark(row)))
    }

    /// Whether a vault can be made there, so that a person hears about it before any question.
    ///
    /// Its directories are made, and nothing is left in them.
    package static func checkPlace(of files: VaultFiles) throws(VaultError) {
        let (directory, _) = try place(for: files)
        try DurableFile.tryRoom(in: directory, count: room)
        try DurableFile.tryRoom(in: files.stateDirectory, count: HighWaterMark.byteCount)
    }

    /// A new vault and its journal, and as much again.
    private static let room = 256 << 10

    static func place(
        for files: VaultFiles
    ) throws(VaultError) -> (directory: FilePath, target: FilePath) {
        try FileChecks.makePrivateDirectory(files.directory)
        try FileChecks.makePrivateDirectory(files.stateDirectory)
        let directory = try FileChecks.resolved(files.directory, for: files.database)
        try FileChecks.checkFilesystem(of: directory)
        guard let name = files.database.lastComponent else {
            throw .noVault(path: files.database.text)
        }
        let target = directory.appending(name)
        var facts = stat()
        // A link that leads nowhere is in the way, too.
        guard unsafe lstat(target.cString, &facts) != 0 else {
            throw .vaultExists(path: target.text)
        }
        return (directory, target)
    }

    private static func write(
        _ seed: borrowing VaultSeed, to draft: FilePath, at date: Date
    ) throws(VaultError) {
        try DurableFile.createEmpty(draft)
        let connection = try Connection(opening: draft)
        try connection.applySettings()
        let slots = seed.slots
        let manifest = seed.manifest(at: date)
        try connection.transaction { () throws(VaultError) in
            try Schema.vault.create(in: connection)
            try RowWriter.write(slots, to: connection)
            try RowWriter.create(manifest, in: connection)
        }
    }

    /// A vault with all that another one had.
    static func write(_ rows: RowChanges, to draft: FilePath) throws(VaultError) {
        try DurableFile.createEmpty(draft)
        let connection = try Connection(opening: draft)
        try connection.applySettings()
        try connection.transaction { () throws(VaultError) in
            try Schema.vault.create(in: connection)
            try RowWriter.create(rows.manifest, in: connection)
            try RowWriter.write(rows, to: connection, whereEmpty: true)
        }
    }

    static func unlink(_ draft: FilePath) {
        unsafe _ = Glibc.unlink(draft.cString)
        unsafe _ = Glibc.unlink(draft.adding("-journal").cString)
    }
}

/// A vault's first key, its slots, and the manifest over nothing else.
struct VaultSeed: ~Copyable {
    let key: InMemoryVaultKey
    let slots: [Slot]

    init(
        _ password: borrowing SecretBytes, _ recoveryCode: borrowing RecoveryCode?,
        _ parameters: KeyDerivationParameters
    ) throws(VaultError) {
        let vaultKey = SecretBytes(randomCount: 32)
        let vaultID = RecordID.random()
        let salt = RecordID.random().bytes
        let root = try Slot.root(password: password, salt: salt, parameters)
        var slots = [
            Slot(
                sealing: vaultKey, root: root, kind: .password, number: 0, vaultID: vaultID,
                keyEpoch: 1, salt: salt, parameters: parameters)
        ]
        switch recoveryCode {
        case .none: break
        case .some(let code):
            let salt = RecordID.random().bytes
            slots.append(
                Slot(
                    sealing: vaultKey, root: Slot.root(recoveryCode: code, salt: salt),
                    kind: .recovery, number: 1, vaultID: vaultID, keyEpoch: 1, salt: salt,
                    parameters: nil))
        }
        key = InMemoryVaultKey(vaultKey, vaultID: vaultID, keyEpoch: 1)
        self.slots = slots
    }

    func manifest(at date: Date) -> ManifestRow {
        let manifest = Manifest(
            vaultID: key.vaultID, epoch: 1, keyEpoch: 1, keyID: key.keyID,
            previousMAC: [UInt8](repeating: 0, count: 32),
            time: date.manifestTime, slotCount: UInt32(slots.count),
            slotDigest: Manifest.digest(ofSlots: slots.map(\.bytes)), directories: [:],
            auditCount: 0, auditHead: AuditRow.origin)
        return ManifestRow(body: manifest.bytes, mac: key.mac(manifest.bytes, for: .manifest))
    }
}

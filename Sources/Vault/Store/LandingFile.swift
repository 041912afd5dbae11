import Glibc
import KernelText
package import SystemPackage

/// Room on the disk, reserved before a key is created, that its sealed secret lands in before the database
/// takes it: a full disk, a failing commit or a kill between the two loses nothing.
///
/// 4096 bytes named `landing-` and the intent's id; all zeros while nothing has landed, then
/// "vault/land/v1" ‖ length of the record's box u32 ‖ length of the secret's box u32 ‖ both boxes ‖ H of
/// all that. In a team's vault the member's own slot stands at the end (`LandingSlot`).
package struct LandingFile: ~Copyable {
    static let byteCount = 4096
    static let prefix = "landing-"
    /// What a transaction may need beside the landing file.
    static let neededBytes: UInt64 = 8 << 20
    static let neededFiles: UInt64 = 16

    package let path: FilePath
    let intent: RecordID
    private let descriptor: Int32

    /// Reserves the room; throws `diskFull` where the file system has less than a transaction may need.
    package init(reserving intent: RecordID, in directory: FilePath) throws(VaultError) {
        try Self.requireRoom(in: directory)
        let path = Self.path(for: intent, in: directory)
        descriptor = try Self.reserve(path)
        self.path = path
        self.intent = intent
    }

    private static func reserve(_ path: FilePath) throws(VaultError) -> Int32 {
        let descriptor = unsafe Glibc.open(
            path.cString, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("create", path) }
        do throws(VaultError) {
            let status = posix_fallocate(descriptor, 0, off_t(byteCount))
            guard status == 0 else { throw .system("reserve", path, code: status) }
            guard fdatasync(descriptor) == 0 else { throw VaultError.system("sync", path) }
            try DurableFile.syncDirectory(path.parent)
        } catch {
            close(descriptor)
            unsafe _ = unlink(path.cString)
            throw error
        }
        return descriptor
    }

    deinit { close(descriptor) }

    /// Puts the key in and waits until it is on the disk. From then on the secret can't be lost.
    package func land(
        _ key: SealedKey, of vault: borrowing UnlockedVault
    ) throws(VaultError) {
        try put(try LandedKey.encode(key, intent: intent, key: vault.key), vault.ownSlot())
    }

    /// Says where the secret has gone instead, in place of whatever was written before.
    package func note(
        elsewhere directory: FilePath, of vault: borrowing UnlockedVault
    ) throws(VaultError) {
        try put(
            try LandedElsewhere.encode(directory, intent: intent, key: vault.key), vault.ownSlot())
    }

    /// Overwrites what has landed and removes the file, also where it can't be overwritten.
    package consuming func discard() throws(VaultError) {
        var failure: VaultError?
        do { try write([UInt8](repeating: 0, count: Self.byteCount)) } catch { failure = error }
        try Self.remove(path)
        if let failure { throw failure }
    }

    static func remove(_ path: FilePath) throws(VaultError) {
        guard unsafe unlink(path.cString) == 0 || errno == ENOENT else {
            throw .system("remove", path)
        }
        try DurableFile.syncDirectory(path.parent)
    }

    static func path(for intent: RecordID, in directory: FilePath) -> FilePath {
        directory.appending("\(prefix)\(intent)")
    }

    /// - Parameter slot: the member's own, in a team's vault.
    borrowing func put(_ bytes: [UInt8], _ slot: MemberSlot?) throws(VaultError) {
        guard bytes.count <= Self.byteCount else { throw .entryTooLarge(bytes: bytes.count) }
        try write(LandingSlot.append(slot, to: bytes))
    }

    private borrowing func write(_ bytes: [UInt8]) throws(VaultError) {
        try DurableFile.write(bytes, to: descriptor, at: 0, of: path)
        guard fdatasync(descriptor) == 0 else { throw .system("sync", path) }
    }

    private static func requireRoom(in directory: FilePath) throws(VaultError) {
        var facts = statvfs()
        guard unsafe statvfs(directory.cString, &facts) == 0 else {
            throw .system("look at the file system of", directory)
        }
        let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
        // A file system that does not count its files says 0 of 0.
        let hasFiles = facts.f_files == 0 || UInt64(facts.f_favail) >= neededFiles
        guard free >= neededBytes, hasFiles else { throw .diskFull(path: directory.text) }
    }
}

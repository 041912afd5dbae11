import Glibc
import KernelText
import SystemPackage

/// The newest state of a team's vault that this machine has seen; it never goes back.
///
/// 108 bytes, `<vault id>.team` in the state directory: "vault/tmk/v1" ‖ vault id 16 ‖ epoch u64 ‖ head of that manifest 32 ‖
/// entries in the roster u64 ‖ its head 32. A ``DigestTrailer`` follows.
struct TeamMark: Hashable, Sendable {
    private static let magic = Array("vault/tmk/v1".utf8)
    static let byteCount = magic.count + 16 + 2 * 8 + 2 * 32

    let vaultID: RecordID
    var point: TeamPoint

    init(vaultID: RecordID, point: TeamPoint) { (self.vaultID, self.point) = (vaultID, point) }

    init(reading bytes: [UInt8]) throws(VaultError) {
        var reader = try ByteReader(
            bytes, of: Self.byteCount, after: Self.magic, else: "the team's mark is none")
        vaultID = try reader.id()
        point = TeamPoint(
            epoch: try reader.u64(), head: Array(try reader.take(32)),
            rosterCount: try reader.u64(), rosterHead: Array(try reader.take(32)))
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(vaultID.bytes)
        writer.append(point.epoch)
        writer.append(point.head)
        writer.append(point.rosterCount)
        writer.append(point.rosterHead)
        return writer.bytes
    }

    /// `nil` if this machine has not seen the vault.
    static func read(of vaultID: RecordID, in directory: FilePath) throws(VaultError) -> TeamMark? {
        let path = directory.appending("\(vaultID).team")
        return try TeamFile.mark.content(of: path, count: byteCount) {
            bytes throws(VaultError) in
            let mark = try TeamMark(reading: bytes)
            guard mark.vaultID == vaultID else {
                throw .damaged("the team's mark is another vault's")
            }
            return mark
        }
    }

    /// Raises the mark to this one, under a lock; what is higher there already stays.
    func raise(in directory: FilePath) throws(VaultError) {
        let lock = try TeamLock(directory.appending("\(vaultID).team-lock"))
        defer { _ = lock }
        var raised = self
        if let old = try Self.read(of: vaultID, in: directory) {
            if old.point.epoch >= point.epoch { raised.point = old.point }
            guard raised != old else { return }
        }
        try TeamFile.replace(directory.appending("\(vaultID).team"), with: raised.bytes)
    }
}

/// Held while a mark is read and raised; the kernel releases it however the process ends.
struct TeamLock: ~Copyable {
    private let descriptor: Int32

    init(_ path: FilePath) throws(VaultError) {
        descriptor = unsafe open(path.cString, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable("open the lock", path) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                throw .system("lock", path)
            }
        }
    }

    deinit { close(descriptor) }
}

import SystemPackage

/// How many events a member has signed on this machine, and the newest one's head; it never goes back.
///
/// 84 bytes, `<vault id>-<member id>.events` in the state directory: "vault/evm/v1" ‖ vault id 16 ‖ member id 16 ‖ events u64 ‖
/// the newest one's head 32. A ``DigestTrailer`` follows. Each member has one: the recovery code is a member too, and may be
/// used on anybody's machine.
struct EventMark: Hashable, Sendable {
    private static let magic = Array("vault/evm/v1".utf8)
    private static let byteCount = magic.count + 72

    let vaultID: RecordID
    let member: RecordID
    let count: UInt64
    let head: [UInt8]

    init(vaultID: RecordID, member: RecordID, count: UInt64, head: [UInt8]) {
        (self.vaultID, self.member) = (vaultID, member)
        (self.count, self.head) = (count, head)
    }

    private init(reading bytes: [UInt8]) throws(VaultError) {
        var reader = try ByteReader(
            bytes, of: Self.byteCount, after: Self.magic,
            else: "the mark of a member's events is none")
        (vaultID, member) = (try reader.id(), try reader.id())
        count = try reader.u64()
        head = Array(try reader.take(32))
    }

    private var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(vaultID.bytes)
        writer.append(member.bytes)
        writer.append(count)
        writer.append(head)
        return writer.bytes
    }

    private static func path(
        _ vaultID: RecordID, _ member: RecordID, _ directory: FilePath
    ) -> FilePath { directory.appending("\(vaultID)-\(member).events") }

    /// `nil` if the member has noted nothing on this machine.
    static func read(
        of member: RecordID, in vaultID: RecordID, _ directory: FilePath
    ) throws(VaultError) -> EventMark? {
        let path = path(vaultID, member, directory)
        return try TeamFile.eventMark.content(of: path, count: byteCount) {
            bytes throws(VaultError) in
            let mark = try EventMark(reading: bytes)
            guard mark.vaultID == vaultID, mark.member == member else {
                throw .damaged("the mark of a member's events is another's")
            }
            return mark
        }
    }

    /// Raises the mark to this one, under a lock; what is higher there already stays.
    func raise(in directory: FilePath) throws(VaultError) {
        let lock = try TeamLock(directory.appending("\(vaultID).team-lock"))
        defer { _ = lock }
        let old = try Self.read(of: member, in: vaultID, directory)
        guard count > old?.count ?? 0 else { return }
        try TeamFile.replace(Self.path(vaultID, member, directory), with: bytes)
    }
}

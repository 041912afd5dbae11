/// What a spool's events follow: the audit log of the database as it was then. It is the file's header.
///
/// 70 bytes: "vault/spool/v1" ‖ vault id 16 ‖ number of events u64 ‖ the log's last h, 32.
struct SpoolBase: Hashable, Sendable {
    static let byteCount = 70
    private static let magic = Array("vault/spool/v1".utf8)

    let vaultID: RecordID
    let count: UInt64
    let head: [UInt8]

    init(_ manifest: Manifest) {
        (vaultID, count, head) = (manifest.vaultID, manifest.auditCount, manifest.auditHead)
    }

    init(reading bytes: ArraySlice<UInt8>) throws(VaultError) {
        var reader = ByteReader(bytes)
        guard try Array(reader.take(Self.magic.count)) == Self.magic else {
            throw .damagedSpool("it does not begin as a spool")
        }
        vaultID = try reader.id()
        count = try reader.u64()
        head = Array(try reader.take(32))
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(vaultID.bytes)
        writer.append(count)
        writer.append(head)
        return writer.bytes
    }
}

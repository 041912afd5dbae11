/// The last bytes of a landing file in a team's vault: the member's own slot, as it was when the file was written.
///
/// magic ‖ key epoch u64 ‖ the slot's box. The slot has the vault's key that the file's boxes are sealed under. So the file opens for
/// its member also after another member has given the vault another key.
enum LandingSlot {
    private static let magic = Array("vault/slot/v1".utf8)
    private static let byteCount = magic.count + 8 + MemberSlot.byteCount
    private static let start = LandingFile.byteCount - byteCount

    /// A whole file: what has landed, and the slot at its end. Only what has landed, where there is no slot or no room.
    static func append(_ slot: MemberSlot?, to landed: [UInt8]) -> [UInt8] {
        guard let slot, landed.count <= start, slot.box.count == MemberSlot.byteCount else {
            return landed
        }
        var writer = ByteWriter()
        writer.append(landed)
        writer.append([UInt8](repeating: 0, count: start - landed.count))
        writer.append(magic)
        writer.append(slot.keyEpoch)
        writer.append(slot.box)
        return writer.bytes
    }

    /// The slot at the end of a file; `nil` if there is none.
    static func read(_ bytes: [UInt8], of member: RecordID) -> MemberSlot? {
        guard isThere(in: bytes) else { return nil }
        var reader = ByteReader(Array(bytes[(start + magic.count)...]))
        guard let keyEpoch = try? reader.u64(), let box = try? reader.take(MemberSlot.byteCount)
        else { return nil }
        return MemberSlot(member: member, keyEpoch: keyEpoch, box: Array(box))
    }

    /// A file's bytes with zeros where the slot stands.
    static func removed(from bytes: [UInt8]) -> [UInt8] {
        guard isThere(in: bytes) else { return bytes }
        return bytes[..<start] + [UInt8](repeating: 0, count: byteCount)
    }

    private static func isThere(in bytes: [UInt8]) -> Bool {
        bytes.count == LandingFile.byteCount && bytes[start...].starts(with: magic)
    }
}

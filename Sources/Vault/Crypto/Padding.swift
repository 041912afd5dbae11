import CSodium
import SecretMemory

/// What stands inside a box: type u16 ‖ version u16 = 1 ‖ length u32 ‖ payload, padded as
/// `sodium_pad` does: 0x80 and zeros up to the next multiple of the block.
enum Padding {
    static let headerCount = 8
    private static let version: UInt16 = 1

    /// Sizes show in steps of this many bytes.
    static func block(of context: SealingContext) -> Int {
        switch context.table {
        case .secret, .profile: 128
        case .page: 4096
        case .audit, .memberEvent: 256
        case .spool: SpoolRecord.block
        // A one-time key always has the same size.
        case .landing: context.column == 2 ? 64 : 1024
        }
    }

    /// How many bytes a payload of that size takes.
    static func count(ofPayload count: Int, block: Int) -> Int {
        ((headerCount + count) / block + 1) * block
    }

    /// Appends the padded payload; the caller has made room for all of it.
    static func append(
        _ payload: RawSpan, type: UInt16, block: Int, to output: inout OutputRawSpan
    ) {
        let count = headerCount + payload.byteCount
        let total = Padding.count(ofPayload: payload.byteCount, block: block)
        var header = ByteWriter()
        header.append(type)
        header.append(version)
        header.append(UInt32(payload.byteCount))
        output.append(contentsOf: header.bytes)
        output.append(contentsOf: payload)
        unsafe output.append(0x80, as: UInt8.self)
        unsafe output.append(repeating: 0, count: total - count - 1, as: UInt8.self)
    }

    /// Where the payload of that type stands.
    static func payload(
        in padded: RawSpan, type: UInt16, block: Int
    ) throws(VaultError) -> Range<Int> {
        let count = try unpaddedCount(of: padded, block: block)
        guard count >= headerCount else { throw .damaged("a record is too short") }
        var header = ByteReader(padded.extracting(0..<headerCount).publicBytes)
        guard try header.u16() == type, try header.u16() == version,
            try Int(header.u32()) == count - headerCount
        else { throw .damaged("a record's header is wrong") }
        return headerCount..<count
    }

    private static func unpaddedCount(of bytes: RawSpan, block: Int) throws(VaultError) -> Int {
        var count = 0
        let status = unsafe bytes.withBytePointer { pointer, size in
            unsafe sodium_unpad(&count, pointer, size, block)
        }
        guard status == 0 else { throw .damaged("a record's padding is wrong") }
        return count
    }
}

extension RawSpan {
    /// The bytes of something that is no secret.
    var publicBytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}

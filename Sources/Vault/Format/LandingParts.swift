import SecretMemory

/// What all that stands in a landing file has in common:
/// magic ‖ length of each part u32 ‖ the parts ‖ H(all before).
enum LandingParts {
    private static let digestCount = 32

    static func encode(_ parts: [[UInt8]], after magic: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(magic)
        for part in parts { writer.append(UInt32(part.count)) }
        for part in parts { writer.append(part) }
        return writer.bytes + BLAKE2b.digest(of: writer.bytes)
    }

    /// So many parts; `nil` where the file begins with something else, or a write into it was cut off.
    static func decode(
        _ count: Int, after magic: [UInt8], of bytes: [UInt8]
    ) throws(VaultError) -> [[UInt8]]? {
        let head = magic.count + 4 * count
        guard bytes.starts(with: magic), bytes.count >= head + digestCount else { return nil }
        var reader = ByteReader(bytes[...].dropFirst(magic.count))
        var lengths: [Int] = []
        for _ in 0..<count { lengths.append(try Int(reader.u32())) }
        let end = lengths.reduce(head, +)
        guard end + digestCount <= bytes.count else { return nil }
        var parts: [[UInt8]] = []
        for length in lengths { parts.append(Array(try reader.take(length))) }
        let digest = Array(try reader.take(digestCount))
        return digest == BLAKE2b.digest(of: Array(bytes.prefix(end))) ? parts : nil
    }
}

import SecretMemory

/// Where a secret key stands in an answer.
struct SecretPlace: Hashable {
    /// The most bytes that a secret may have, unescaped; OUTSCALE's have 40.
    static let longest = 512

    /// The names from the outermost object to the secret.
    let path: [[UInt8]]
    /// The bytes between the quotes.
    let range: Range<Int>
    /// The number of bytes once unescaped.
    let count: Int

    /// Whether a member of this name holds a secret key, whatever the case of its letters.
    static func isSecret(_ name: [UInt8]) -> Bool {
        name.count == 9 && name.map { $0 | 0x20 } == Array("secretkey".utf8)
    }

    /// The secret, unescaped straight into guarded memory.
    func read(from bytes: Span<UInt8>) throws(JSONScanError) -> SecretBytes {
        try SecretBytes(capacity: count) { output throws(JSONScanError) in
            var reader = JSONStringReader(at: range.lowerBound)
            while let byte = try reader.next(in: bytes), output.freeCapacity > 0 {
                unsafe output.append(byte, as: UInt8.self)
            }
        }
    }
}

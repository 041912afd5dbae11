import SecretMemory

/// A BLAKE2b-256 digest, without a heap object of its own.
struct Digest: Hashable, Sendable {
    static let byteCount = BLAKE2b.byteCount

    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// `nil` unless there are 32 bytes.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(unsafe bytes.span.bytes, at: 0)
    }

    /// The 32 bytes from an offset on; traps where there are fewer.
    init(_ bytes: RawSpan, at offset: Int) {
        words = (
            bytes.number(at: offset), bytes.number(at: offset + 8), bytes.number(at: offset + 16),
            bytes.number(at: offset + 24)
        )
    }

    init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// H of a message.
    init(hashing message: [UInt8]) {
        let digest = BLAKE2b.digest(of: message)
        self.init(unsafe digest.span.bytes, at: 0)
    }

    var bytes: [UInt8] {
        let bytes = (
            words.0.littleEndian, words.1.littleEndian, words.2.littleEndian, words.3.littleEndian
        )
        return unsafe withUnsafeBytes(of: bytes) { unsafe Array($0) }
    }

    static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }
    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

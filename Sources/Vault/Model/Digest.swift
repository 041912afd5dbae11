import SecretMemory

/// A BLAKE2b-256 digest, without a heap object of its own.
struct Digest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// `nil` unless there are 32 bytes.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == BLAKE2b.byteCount else { return nil }
        let raw = unsafe bytes.span.bytes
        words = (raw.number(at: 0), raw.number(at: 8), raw.number(at: 16), raw.number(at: 24))
    }

    init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// H of a message.
    init(hashing message: [UInt8]) {
        let digest = BLAKE2b.digest(of: message)
        let raw = unsafe digest.span.bytes
        words = (raw.number(at: 0), raw.number(at: 8), raw.number(at: 16), raw.number(at: 24))
    }

    var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
        }
    }

    static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }
    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

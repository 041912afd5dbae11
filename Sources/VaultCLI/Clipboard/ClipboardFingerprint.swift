import SecretMemory

/// Knows a secret again without holding it: a keyed digest under a key that lives for one copy.
struct ClipboardFingerprint: ~Copyable {
    private let key: SecretBytes
    private let digest: SecretBytes

    init(of secret: borrowing SecretBytes) {
        key = SecretBytes(randomCount: BLAKE2b.byteCount)
        digest = Self.digest(of: secret, key: key)
    }

    func matches(_ other: borrowing SecretBytes) -> Bool {
        Self.digest(of: other, key: key).isEqual(to: digest)
    }

    private static func digest(
        of secret: borrowing SecretBytes, key: borrowing SecretBytes
    ) -> SecretBytes {
        secret.withBytes { BLAKE2b.keyedDigest(of: $0, key: key) }
    }
}

extension ClipboardFingerprint {
    static let byteCount = 2 * BLAKE2b.byteCount

    /// Key and digest, for the process that empties the clipboard.
    func write(to descriptor: Int32) -> Bool {
        key.write(to: descriptor) && digest.write(to: descriptor)
    }

    /// `nil` where it did not arrive whole.
    init?(readingFrom descriptor: Int32) {
        guard
            let bytes = try? SecretBytes(
                readingExactly: Self.byteCount, from: descriptor, source: "the command")
        else { return nil }
        key = bytes.prefix(BLAKE2b.byteCount)
        digest = bytes.withBytes {
            SecretBytes(copying: $0.extracting(BLAKE2b.byteCount..<Self.byteCount))
        }
    }
}

import CSodium

/// BLAKE2b-256 (RFC 7693, libsodium's `crypto_generichash`), plain and keyed.
package enum BLAKE2b {
    /// The length of a result, in bytes.
    package static let byteCount = 32

    /// The public digest of public bytes.
    package static func digest(of message: RawSpan) -> [UInt8] {
        Sodium.ready
        var digest = [UInt8](repeating: 0, count: byteCount)
        unsafe message.withBytePointer { message, count in
            _ = unsafe crypto_generichash(&digest, byteCount, message, UInt64(count), nil, 0)
        }
        return digest
    }

    /// The keyed digest, in guarded memory: a derived key, or a MAC to compare in constant time.
    package static func keyedDigest(
        of message: RawSpan, key: borrowing SecretBytes
    ) -> SecretBytes {
        SecretBytes(capacity: byteCount) { output in
            appendKeyedDigest(of: message, key: key, to: &output)
        }
    }

    /// Appends the keyed digest to memory that somebody has guarded already.
    package static func appendKeyedDigest(
        of message: RawSpan, key: borrowing SecretBytes, to output: inout OutputRawSpan
    ) {
        Sodium.ready
        key.withBytes { key in
            unsafe output.appendFromC(count: byteCount) { result in
                unsafe hash(message, key: key, into: result)
            }
        }
    }

    /// A keyed digest that is public: a MAC that stands in a file.
    package static func mac(of message: RawSpan, key: borrowing SecretBytes) -> [UInt8] {
        Sodium.ready
        var mac = [UInt8](repeating: 0, count: byteCount)
        key.withBytes { key in
            unsafe mac.withUnsafeMutableBufferPointer { result in
                guard let target = result.baseAddress else { return }
                unsafe hash(message, key: key, into: target)
            }
        }
        return mac
    }

    /// Whether two results are the same, in a time that does not tell where they differ.
    package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe sodium_memcmp(left, right, left.count) == 0
    }

    private static func hash(
        _ message: RawSpan, key: RawSpan, into result: UnsafeMutablePointer<UInt8>
    ) {
        unsafe message.withBytePointer { message, messageCount in
            unsafe key.withBytePointer { key, keyCount in
                _ = unsafe crypto_generichash(
                    result, byteCount, message, UInt64(messageCount), key, keyCount)
            }
        }
    }
}

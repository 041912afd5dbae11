import CSodium
import SecretMemory

/// SHA-256 (FIPS 180-4) of public bytes, as signatures write it: 64 lower-case hexadecimal digits.
package enum SHA256 {
    package static func hexDigest(of message: RawSpan) -> String {
        Sodium.ready
        var digest = [UInt8](repeating: 0, count: crypto_hash_sha256_bytes())
        unsafe message.withBytePointer { bytes, count in
            _ = unsafe crypto_hash_sha256(&digest, bytes, UInt64(count))
        }
        return Hex.encode(digest)
    }

    package static func hexDigest(of text: String) -> String {
        unsafe hexDigest(of: Array(text.utf8).span.bytes)
    }
}

import CSodium

/// Base64 (RFC 4648, section 4, padded) by libsodium, which takes a time that depends on the length alone.
package enum Base64 {
    /// The digits of bytes that may be secret, in guarded memory too.
    package static func encode(_ bytes: RawSpan) -> SecretBytes {
        let variant = sodium_base64_VARIANT_ORIGINAL
        let count = sodium_base64_encoded_len(bytes.byteCount, variant)
        let terminated = SecretBytes(capacity: count) { output in
            unsafe output.appendFromC(count: count) { target in
                unsafe bytes.withBytePointer { source, length in
                    _ = unsafe sodium_bin2base64(
                        UnsafeMutableRawPointer(target).assumingMemoryBound(to: CChar.self), count,
                        source, length, variant)
                }
            }
        }
        // libsodium ends them with a zero byte.
        return terminated.prefix(count - 1)
    }
}

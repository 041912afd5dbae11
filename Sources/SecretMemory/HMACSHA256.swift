import CSodium

/// HMAC-SHA256 (RFC 2104, FIPS 198-1) with a key of any length, result in guarded memory.
package enum HMACSHA256 {
    /// The length of a result, in bytes.
    package static let byteCount = 32

    /// The authentication code of `message` under `key`.
    package static func authenticationCode(
        for message: RawSpan, key: borrowing SecretBytes
    ) -> SecretBytes {
        Sodium.ready
        return SecretBytes(capacity: byteCount) { output in
            key.withBytes { key in
                unsafe output.appendFromC(count: byteCount) { result in
                    unsafe authenticate(message, key: key, into: result)
                }
            }
        }
    }

    /// libsodium's state holds key material, so it lives in guarded memory too.
    private static func authenticate(
        _ message: RawSpan, key: RawSpan, into result: UnsafeMutablePointer<UInt8>
    ) {
        guard let memory = unsafe sodium_malloc(crypto_auth_hmacsha256_statebytes()) else {
            ProcessEnd.withOneSentence("the system has no memory left for a secret")
        }
        defer { unsafe sodium_free(memory) }
        let state = unsafe memory.assumingMemoryBound(to: crypto_auth_hmacsha256_state.self)
        unsafe key.withBytePointer { _ = unsafe crypto_auth_hmacsha256_init(state, $0, $1) }
        unsafe message.withBytePointer {
            _ = unsafe crypto_auth_hmacsha256_update(state, $0, UInt64($1))
        }
        _ = unsafe crypto_auth_hmacsha256_final(state, result)
    }
}

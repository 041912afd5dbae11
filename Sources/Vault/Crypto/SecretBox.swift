import CSodium
import SecretMemory

/// `crypto_secretbox` (XSalsa20-Poly1305): nonce 24 ‖ MAC 16 and ciphertext.
enum SecretBox {
    static let nonceCount = 24
    static let overhead = nonceCount + 16

    static func seal(
        _ plaintext: RawSpan, key: borrowing SecretBytes, nonce: [UInt8] = randomNonce()
    ) -> [UInt8] {
        var box = [UInt8](repeating: 0, count: plaintext.byteCount + 16)
        key.withBytes { key in
            unsafe key.withBytePointer { key, _ in
                unsafe plaintext.withBytePointer { message, count in
                    _ = unsafe crypto_secretbox_easy(&box, message, UInt64(count), nonce, key)
                }
            }
        }
        return nonce + box
    }

    /// Makes a box of `count` bytes of plaintext where they stand: nonce and MAC go before them, ``overhead``
    /// bytes from `target` on, which are free.
    static func seal(
        inPlace target: UnsafeMutablePointer<UInt8>, plaintextCount count: Int, key: RawSpan
    ) {
        Sodium.ready
        unsafe randombytes_buf(target, nonceCount)
        unsafe key.withBytePointer { key, _ in
            _ = unsafe crypto_secretbox_easy(
                target + nonceCount, target + overhead, UInt64(count), target, key)
        }
    }

    /// The plaintext in guarded memory; `nil` if the box was not sealed with this key.
    static func open(_ box: [UInt8], key: borrowing SecretBytes) -> SecretBytes? {
        guard box.count >= overhead else { return nil }
        var isGenuine = false
        let plaintext = SecretBytes(capacity: box.count - overhead) { output in
            unsafe output.appendFromC(count: box.count - overhead) { message in
                isGenuine = key.withBytes {
                    unsafe open(box.span.bytes, key: $0, into: message)
                }
            }
        }
        guard isGenuine else { return nil }
        return consume plaintext
    }

    /// Puts the plaintext at `message`, which has room for it; `false` if the box was not sealed with this key,
    /// and then nothing is written.
    static func open(
        _ box: RawSpan, key: RawSpan, into message: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard box.byteCount >= overhead else { return false }
        return unsafe key.withBytePointer { key, _ in
            unsafe box.withBytePointer { bytes, count in
                unsafe crypto_secretbox_open_easy(
                    message, bytes + nonceCount, UInt64(count - nonceCount), bytes, key) == 0
            }
        }
    }

    static func randomNonce() -> [UInt8] {
        Sodium.ready
        var nonce = [UInt8](repeating: 0, count: nonceCount)
        unsafe randombytes_buf(&nonce, nonceCount)
        return nonce
    }
}

import CSodium
import SecretMemory

/// The private half of an X25519 pair, which opens what was sealed for its owner (libsodium's `crypto_box_seal`).
///
/// Such a box says nothing of who has made it. What it holds counts only if something signed names it.
package struct ReceivingKey: ~Copyable {
    static let publicCount = 32
    /// How much longer a box is than what it holds.
    static let overhead = 48

    private let secret: SecretBytes
    package let publicKey: [UInt8]

    /// The pair of a seed of 32 bytes.
    init(seed: borrowing SecretBytes) {
        precondition(seed.count == 32)
        Sodium.ready
        var publicKey = [UInt8](repeating: 0, count: Self.publicCount)
        secret = SecretBytes(capacity: 32) { output in
            unsafe output.appendFromC(count: 32) { secret in
                seed.withBytes { seed in
                    unsafe seed.withBytePointer { seed, _ in
                        _ = unsafe crypto_box_seed_keypair(&publicKey, secret, seed)
                    }
                }
            }
        }
        self.publicKey = publicKey
    }

    /// A box for the owner of the public key; `nil` for a key that is none (a point of low order).
    static func seal(_ plaintext: borrowing SecretBytes, for publicKey: [UInt8]) -> [UInt8]? {
        guard publicKey.count == publicCount else { return nil }
        Sodium.ready
        var box = [UInt8](repeating: 0, count: plaintext.count + overhead)
        let status = plaintext.withBytes { plaintext in
            unsafe plaintext.withBytePointer { message, count in
                unsafe crypto_box_seal(&box, message, UInt64(count), publicKey)
            }
        }
        return status == 0 ? box : nil
    }

    /// What the box holds, in guarded memory; `nil` if it was not made for this key.
    borrowing func open(_ box: [UInt8]) -> SecretBytes? {
        guard box.count >= Self.overhead else { return nil }
        var isGenuine = false
        let plaintext = SecretBytes(capacity: box.count - Self.overhead) { output in
            unsafe output.appendFromC(count: box.count - Self.overhead) { message in
                isGenuine = secret.withBytes { secret in
                    unsafe secret.withBytePointer { secret, _ in
                        unsafe crypto_box_seal_open(
                            message, box, UInt64(box.count), publicKey, secret) == 0
                    }
                }
            }
        }
        guard isGenuine else { return nil }
        return consume plaintext
    }
}

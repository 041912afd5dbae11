import CSodium
import SecretMemory

/// The private half of an Ed25519 pair (RFC 8032, libsodium's `crypto_sign`), in guarded memory.
package struct SigningKey: ~Copyable {
    static let seedCount = 32
    static let publicCount = 32
    static let signatureCount = 64

    /// libsodium's 64 bytes: seed ‖ public key.
    private let secret: SecretBytes
    package let publicKey: [UInt8]

    /// The pair of a seed of 32 bytes.
    init(seed: borrowing SecretBytes) {
        precondition(seed.count == Self.seedCount)
        Sodium.ready
        var publicKey = [UInt8](repeating: 0, count: Self.publicCount)
        secret = SecretBytes(capacity: 64) { output in
            unsafe output.appendFromC(count: 64) { secret in
                seed.withBytes { seed in
                    unsafe seed.withBytePointer { seed, _ in
                        _ = unsafe crypto_sign_seed_keypair(&publicKey, secret, seed)
                    }
                }
            }
        }
        self.publicKey = publicKey
    }

    /// Ed25519 of the whole message; the same message has the same signature.
    borrowing func signature(of message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Self.signatureCount)
        secret.withBytes { secret in
            unsafe secret.withBytePointer { secret, _ in
                _ = unsafe crypto_sign_detached(
                    &signature, nil, message, UInt64(message.count), secret)
            }
        }
        return signature
    }

    /// Whether the owner of the public key has signed this message.
    static func isGenuine(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool
    {
        guard signature.count == signatureCount, publicKey.count == publicCount else {
            return false
        }
        Sodium.ready
        return unsafe crypto_sign_verify_detached(
            signature, message, UInt64(message.count), publicKey) == 0
    }
}

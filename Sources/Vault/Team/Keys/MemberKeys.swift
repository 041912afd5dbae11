import CSodium
import SecretMemory

/// A member's two pairs, both from one seed of 32 bytes, which never leaves the member's machine.
package struct MemberKeys: ~Copyable {
    static let seedCount = 32

    package let signing: SigningKey
    package let receiving: ReceivingKey

    init(seed: borrowing SecretBytes) {
        signing = SigningKey(seed: Subkey.derive(1, "VltMembr", from: seed))
        receiving = ReceivingKey(seed: Subkey.derive(2, "VltMembr", from: seed))
    }

    /// The pairs of the recovery code, which is an admin.
    init(recoveryCode: borrowing RecoveryCode) {
        self.init(
            seed: BLAKE2b.keyedDigest(
                of: Array("vault/team/recovery/v1".utf8), key: recoveryCode.bytes))
    }

    package var publicKeys: MemberPublicKeys {
        MemberPublicKeys(signing: signing.publicKey, receiving: receiving.publicKey)
    }
}

/// What others know of a member's pairs: who has signed, and whom to seal for.
package struct MemberPublicKeys: Hashable, Sendable {
    package static let byteCount = 64

    let signing: [UInt8]
    let receiving: [UInt8]

    init(signing: [UInt8], receiving: [UInt8]) {
        (self.signing, self.receiving) = (signing, receiving)
    }

    /// Takes exactly ``byteCount`` bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(signing: Array(bytes.prefix(32)), receiving: Array(bytes.dropFirst(32)))
    }

    /// Whether something can be sealed for them, and a signature verified: a point of low order has no owner, and would stop
    /// every later change of the vault's key.
    var areUsable: Bool {
        unsafe crypto_core_ed25519_is_valid_point(signing) == 1
            && ReceivingKey.seal(SecretBytes(randomCount: 1), for: receiving) != nil
    }

    /// Ed25519 32 ‖ X25519 32.
    package var bytes: [UInt8] { signing + receiving }
}

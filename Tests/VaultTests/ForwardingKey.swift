import SecretMemory

@testable import Vault

/// A vault's key in front of another: what it does not do itself, the other does.
protocol ForwardingKey: VaultKey {
    var key: any VaultKey { get }
}

extension ForwardingKey {
    var vaultID: RecordID { key.vaultID }
    var keyID: [UInt8] { key.keyID }
    var keyEpoch: UInt64 { key.keyEpoch }

    func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8] {
        try key.seal(plaintext, under: context, type: type)
    }

    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes {
        try key.open(box, under: context, type: type)
    }

    func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8] {
        try key.attest(attestation)
    }
}

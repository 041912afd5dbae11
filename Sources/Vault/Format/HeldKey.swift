import SecretMemory

/// The bytes of a key that has landed under a one-time key: that key in a box of the vault's, then what a landed key
/// is, with everything in it sealed under the one-time key.
enum HeldKey {
    private static let magic = Array("vault/hold/v1".utf8)
    static let type: UInt16 = 35

    static func encode(
        _ sealed: SealedKey, intent: RecordID, by landing: borrowing LandingKey
    ) throws(VaultError) -> [UInt8] {
        let landed = try LandedKey.encode(sealed, intent: intent, key: landing.key)
        return LandingParts.encode([landing.box, landed], after: magic)
    }

    /// The key, sealed under the vault's; `nil` if the file says nothing of that kind, or not all of it.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> SealedKey? {
        guard let parts = try LandingParts.decode(2, after: magic, of: bytes) else { return nil }
        let oneTime = InMemoryVaultKey(
            try key.open(parts[0], under: .landingKey(intent), type: type),
            vaultID: key.vaultID, keyEpoch: key.keyEpoch)
        guard let held = try LandedKey.decode(parts[1], intent: intent, key: oneTime) else {
            throw .damaged("a held key is not whole")
        }
        return try SealedKey(sealing: try held.open(with: oneTime), of: held.record, key: key)
    }
}

import SecretMemory

/// The bytes of what has landed under a one-time key: that key in a box of the vault's, then what stands in a landing
/// file otherwise, with everything in it sealed under the one-time key.
enum HeldLanding {
    private static let magic = Array("vault/hold/v1".utf8)
    static let type: UInt16 = 35

    static func encode(_ rest: [UInt8], by landing: borrowing LandingKey) -> [UInt8] {
        LandingParts.encode([landing.box, rest], after: magic)
    }

    /// The one-time key and what it opens; `nil` if the file is of another kind, or not whole.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> (key: InMemoryVaultKey, rest: [UInt8])? {
        guard let parts = try LandingParts.decode(2, after: magic, of: bytes) else { return nil }
        let oneTime = try key.open(parts[0], under: .landingKey(intent), type: type)
        return (
            InMemoryVaultKey(oneTime, vaultID: key.vaultID, keyEpoch: key.keyEpoch), parts[1]
        )
    }
}

import SecretMemory

/// The bytes of what has landed under a one-time key: that key in a box of the vault's, then what stands in a landing
/// file otherwise, with everything in it sealed under the one-time key.
enum HeldLanding {
    static func encode(_ rest: [UInt8], by landing: borrowing LandingKey) -> [UInt8] {
        LandingKind.held.encode([landing.box, rest])
    }

    /// The one-time key and what it opens; `nil` if no one-time key opens.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> (key: InMemoryVaultKey, rest: [UInt8])? {
        guard let opened = try LandingKind.held.open(bytes, of: intent, by: key) else {
            return nil
        }
        // A one-time key has 32 bytes; deriving from another count traps.
        guard opened.payload.count == 32 else {
            throw .damaged("its one-time key has \(opened.payload.count) bytes")
        }
        let oneTime = InMemoryVaultKey(
            opened.payload, vaultID: key.vaultID, keyEpoch: key.keyEpoch)
        return (oneTime, opened.rest)
    }
}

package import SecretMemory
package import SystemPackage

/// A one-time key for a secret that is still to come, sealed under the vault's key beforehand.
///
/// An agent may lock the vault's key while a creation's request is under way. What OUTSCALE answers can then still
/// be sealed with this one, and be opened by the vault's key later.
package struct LandingKey: ~Copyable {
    let key: InMemoryVaultKey
    /// The one-time key in a box of the vault's.
    let box: [UInt8]
    /// The member's own slot, in a team's vault: it has the key that opens the box.
    let slot: MemberSlot?

    package init(
        for intent: RecordID, in vault: borrowing UnlockedVault
    ) throws(VaultError) {
        try self.init(
            SecretBytes(randomCount: 32), intent: intent, under: vault.key, slot: vault.ownSlot())
    }

    init(
        _ oneTime: borrowing SecretBytes, intent: RecordID, under key: any VaultKey,
        slot: MemberSlot? = nil
    ) throws(VaultError) {
        box = try LandingKind.held.seal(oneTime, of: intent, by: key)
        self.slot = slot
        self.key = InMemoryVaultKey(oneTime, vaultID: key.vaultID, keyEpoch: key.keyEpoch)
    }
}

extension LandingFile {
    /// Puts the key in without the vault's key, and waits until it is on the disk.
    package func hold(
        _ record: KeyRecord, secret: borrowing SecretBytes, by landing: borrowing LandingKey
    ) throws(VaultError) {
        let sealed = try SealedKey(sealing: secret, of: record, key: landing.key)
        let landed = try LandedKey.encode(sealed, intent: intent, key: landing.key)
        try put(HeldLanding.encode(landed, by: landing), landing.slot)
    }

    /// Says without the vault's key where the secret has gone instead.
    package func note(
        elsewhere directory: FilePath, by landing: borrowing LandingKey
    ) throws(VaultError) {
        let note = try LandedElsewhere.encode(directory, intent: intent, key: landing.key)
        try put(HeldLanding.encode(note, by: landing), landing.slot)
    }
}

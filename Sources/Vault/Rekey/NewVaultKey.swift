import SecretMemory

/// A key for a vault that has one, with slots of its own. The file knows nothing of it yet.
package struct NewVaultKey: ~Copyable {
    private let vaultKey: SecretBytes
    let key: InMemoryVaultKey
    /// The slots that the new key replaces.
    let replaced: KeySlots
    private var slots: [Slot] = []

    /// - Parameter opened: whoever makes a new key has opened the vault.
    package init(after opened: borrowing OpenedSlot) throws(VaultError) {
        let (epoch, isTooFar) = opened.slots.keyEpoch.addingReportingOverflow(1)
        guard !isTooFar else { throw .damaged("the vault has had all the keys that it can have") }
        vaultKey = SecretBytes(randomCount: 32)
        key = InMemoryVaultKey(vaultKey, vaultID: opened.slots.vaultID, keyEpoch: epoch)
        replaced = opened.slots
    }

    /// Makes a slot for it.
    ///
    /// - Parameter cost: of a password's derivation; nothing else needs one.
    package mutating func add(
        _ credential: borrowing Credential, as number: UInt32, cost: KeyDerivationParameters
    ) throws(VaultError) {
        slots.append(
            try Slot(
                sealing: vaultKey, for: credential, number: number, vaultID: key.vaultID,
                keyEpoch: key.keyEpoch, cost: cost))
    }

    package mutating func add(
        recoveryCode code: borrowing RecoveryCode, as number: UInt32
    ) throws(VaultError) {
        let salt = RecordID.random().bytes
        slots.append(
            Slot(
                sealing: vaultKey, root: Slot.root(recoveryCode: code, salt: salt), kind: .recovery,
                number: number, vaultID: key.vaultID, keyEpoch: key.keyEpoch, salt: salt,
                parameters: nil))
    }

    /// All its slots; throws if there is none.
    func allSlots() throws(VaultError) -> KeySlots {
        try KeySlots(slots.sorted { $0.number < $1.number })
    }
}

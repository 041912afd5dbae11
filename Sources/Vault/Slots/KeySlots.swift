package import SecretMemory

/// What a credential opens to the vault's key, without the vault's file.
///
/// There is no secret in a slot, so a process that holds keys may be handed all of them. Before anything is derived, all
/// slots together keep a limit, so that a planted file can test few passwords, and costs no more than one slot may.
package struct KeySlots: Sendable {
    package let slots: [Slot]
    package let vaultID: RecordID
    /// Counts the vault's keys; an opened key of another epoch is a former one.
    package let keyEpoch: UInt64

    /// Takes slots of 168 bytes each; checks all that can be checked without the password.
    package init(reading slots: [[UInt8]]) throws(VaultError) {
        // Before so much as one is looked at.
        guard slots.count <= Slot.most else { throw Self.tooMany }
        var read: [Slot] = []
        for bytes in slots { read.append(try Slot(reading: bytes)) }
        try self.init(read)
    }

    /// The same from slots that stand one behind the other, as ``bytes`` has them.
    package init(reading bytes: [UInt8]) throws(VaultError) {
        guard bytes.count <= Slot.most * Slot.byteCount else { throw Self.tooMany }
        let starts = stride(from: 0, to: bytes.count, by: Slot.byteCount)
        try self.init(reading: starts.map { Array(bytes[$0...].prefix(Slot.byteCount)) })
    }

    init(_ slots: [Slot]) throws(VaultError) {
        guard slots.count <= Slot.most else { throw Self.tooMany }
        guard let first = slots.first, slots.allSatisfy({ $0.vaultID == first.vaultID }) else {
            throw .damaged("the vault has no slot, or one of another vault")
        }
        guard slots.allSatisfy({ $0.keyEpoch == first.keyEpoch }) else {
            throw .damaged("the vault has a slot of another key")
        }
        guard zip(slots, slots.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw .damaged("the vault's slots are out of order")
        }
        let work = slots.reduce(0) { $0 + ($1.parameters?.workKiB ?? 0) }
        guard work <= KeyDerivationParameters.mostWorkKiB else {
            throw .damaged("the vault's slots together ask for more work than the ceiling")
        }
        self.slots = slots
        vaultID = first.vaultID
        keyEpoch = first.keyEpoch
    }

    static let tooMany = VaultError.damaged("the vault has more than \(Slot.most) slots")

    package var bytes: [UInt8] { slots.flatMap(\.bytes) }
}

// MARK: - Opening

extension KeySlots {
    package func key(password: borrowing SecretBytes) throws(VaultError) -> InMemoryVaultKey {
        try open(.password) { slot throws(VaultError) in
            try Slot.root(
                password: password, salt: slot.salt, slot.parameters ?? .standard)
        }.key
    }

    package func key(recoveryCode: borrowing RecoveryCode) throws(VaultError) -> InMemoryVaultKey {
        try open(.recovery) { slot throws(VaultError) in
            Slot.root(recoveryCode: recoveryCode, salt: slot.salt)
        }.key
    }

    /// The first slot of the credential's kind that it opens.
    package func open(
        with credential: borrowing Credential
    ) throws(VaultError) -> OpenedSlot {
        try open(credential.kind) { slot throws(VaultError) in
            try Slot.root(of: credential, salt: slot.salt, slot.parameters)
        }
    }

    private func open(
        _ kind: SlotKind, rootOf root: (Slot) throws(VaultError) -> SecretBytes
    ) throws(VaultError) -> OpenedSlot {
        var failure = VaultError.noSuchSlot
        for slot in slots where slot.kind == kind {
            let root = try root(slot)
            do throws(VaultError) {
                return OpenedSlot(try slot.open(root: root), slot, of: self)
            } catch {
                guard error == .wrongPassword else { throw error }
                failure = error
            }
        }
        throw failure
    }

    package func contains(_ kind: SlotKind) -> Bool { slots.contains { $0.kind == kind } }
}

/// A slot that a credential has opened: the vault's key itself, from which further slots can be made.
package struct OpenedSlot: ~Copyable {
    package let slot: Slot
    /// All slots, as they were when this one was opened.
    package let slots: KeySlots
    package let key: InMemoryVaultKey
    private let vaultKey: SecretBytes

    init(_ vaultKey: consuming SecretBytes, _ slot: Slot, of slots: KeySlots) {
        key = InMemoryVaultKey(vaultKey, vaultID: slot.vaultID, keyEpoch: slot.keyEpoch)
        self.vaultKey = vaultKey
        (self.slot, self.slots) = (slot, slots)
    }

    /// The same vault key once more, under another credential.
    ///
    /// - Parameter cost: of a password's derivation; nothing else needs one.
    package borrowing func sealing(
        for credential: borrowing Credential, as number: UInt32, cost: KeyDerivationParameters
    ) throws(VaultError) -> Slot {
        try Slot(
            sealing: vaultKey, for: credential, number: number, vaultID: slot.vaultID,
            keyEpoch: slot.keyEpoch, cost: cost)
    }
}

extension Slot {
    /// A slot with a salt of its own.
    init(
        sealing vaultKey: borrowing SecretBytes, for credential: borrowing Credential,
        number: UInt32, vaultID: RecordID, keyEpoch: UInt64, cost: KeyDerivationParameters
    ) throws(VaultError) {
        let (kind, salt) = (credential.kind, RecordID.random().bytes)
        let parameters = kind.isStretched ? cost : nil
        self.init(
            sealing: vaultKey, root: try Slot.root(of: credential, salt: salt, parameters),
            kind: kind, number: number, vaultID: vaultID, keyEpoch: keyEpoch, salt: salt,
            parameters: parameters)
    }
}

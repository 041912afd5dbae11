import SecretMemory

/// The vault's key, sealed for one member.
///
/// Box of: vault key 32 ‖ vault id 16 ‖ key epoch u64 ‖ member id 16. It does not say who has sealed it, so the key that comes
/// out counts only if its id is the one of the roster.
package struct MemberSlot: Hashable, Sendable {
    static let contentCount = 72
    package static let byteCount = contentCount + ReceivingKey.overhead

    package let member: RecordID
    package let keyEpoch: UInt64
    package let box: [UInt8]

    /// As it came from the store.
    package init(member: RecordID, keyEpoch: UInt64, box: [UInt8]) {
        (self.member, self.keyEpoch, self.box) = (member, keyEpoch, box)
    }

    /// `nil` if nothing can be sealed for the member's key.
    init?(
        sealing vaultKey: borrowing SecretBytes, of vaultID: RecordID, keyEpoch: UInt64,
        for member: Member
    ) {
        let content = SecretBytes(capacity: Self.contentCount) { output in
            vaultKey.withBytes { output.append(contentsOf: $0) }
            output.append(contentsOf: vaultID.bytes)
            var epoch = ByteWriter()
            epoch.append(keyEpoch)
            output.append(contentsOf: epoch.bytes)
            output.append(contentsOf: member.id.bytes)
        }
        guard content.count == Self.contentCount,
            let box = ReceivingKey.seal(content, for: member.keys.receiving)
        else { return nil }
        self.init(member: member.id, keyEpoch: keyEpoch, box: box)
    }

    /// One for each member of a roster, of its own key epoch.
    ///
    /// - Throws: ``RosterRefusal/malformed`` where nothing can be sealed for a member's key.
    static func all(
        sealing vaultKey: borrowing SecretBytes, for roster: Roster
    ) throws(RosterRefusal) -> [MemberSlot] {
        var slots: [MemberSlot] = []
        for member in roster.all {
            guard
                let slot = MemberSlot(
                    sealing: vaultKey, of: roster.vaultID, keyEpoch: roster.keyEpoch, for: member)
            else { throw .malformed }
            slots.append(slot)
        }
        return slots
    }

    /// The vault's key.
    ///
    /// - Throws: ``VaultError/damaged(_:)`` if the box is another's, of another vault or epoch, or holds a key whose id is not
    ///   the roster's.
    func open(
        with key: borrowing ReceivingKey, in roster: Roster
    ) throws(VaultError) -> InMemoryVaultKey {
        guard keyEpoch == roster.keyEpoch else { throw Self.foreign }
        return try open(with: key, of: roster.vaultID, keyID: roster.keyID)
    }

    /// The same of a slot of the roster's key epoch.
    ///
    /// - Parameter keyID: the roster's.
    func open(
        with key: borrowing ReceivingKey, of vaultID: RecordID, keyID: [UInt8]
    ) throws(VaultError) -> InMemoryVaultKey {
        guard let content = key.open(box), content.count == Self.contentCount
        else { throw Self.foreign }
        var told = ByteWriter()
        told.append(vaultID.bytes)
        told.append(keyEpoch)
        told.append(member.bytes)
        let isHers = content.withBytes { bytes in
            (32..<Self.contentCount).allSatisfy { bytes.byte(at: $0) == told.bytes[$0 - 32] }
        }
        guard isHers else { throw Self.foreign }
        let vaultKey = content.withBytes { SecretBytes(copying: $0.extracting(first: 32)) }
        let opened = InMemoryVaultKey(vaultKey, vaultID: vaultID, keyEpoch: keyEpoch)
        guard opened.keyID == keyID else { throw Self.foreign }
        return opened
    }

    private static let foreign = VaultError.damaged(
        "the vault's key, as it was sealed for this member, is not the one of the roster")
}

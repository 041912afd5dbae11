import SecretMemory

extension MemberSlot {
    /// The vault's key once more, for another member: what this member's own box holds.
    ///
    /// - Parameter roster: of the vault; the key in the box has to be its own.
    func resealed(
        with key: borrowing ReceivingKey, in roster: Roster, for other: Member
    ) throws(VaultError) -> MemberSlot {
        _ = try open(with: key, in: roster)
        guard let content = key.open(box) else { throw .damaged("a slot opens no more") }
        let vaultKey = content.withBytes { SecretBytes(copying: $0.extracting(first: 32)) }
        guard
            let slot = MemberSlot(
                sealing: vaultKey, of: roster.vaultID, keyEpoch: roster.keyEpoch, for: other)
        else { throw .team(.roster(.malformed)) }
        return slot
    }
}

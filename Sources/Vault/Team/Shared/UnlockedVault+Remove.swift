package import FoundationEssentials
import SecretMemory

extension UnlockedVault {
    /// Removes a member, and gives the vault a new key that only the others get: one write.
    ///
    /// Everything is sealed anew. What the removed member has read stays read, so every key of OUTSCALE's is marked as exposed, for
    /// `rotate --due`.
    ///
    /// - Returns: how many keys that are.
    @discardableResult
    package mutating func removeMember(
        named name: EntryName, at date: Date
    ) throws(VaultError) -> Int {
        try redoingLostRaces { vault throws(VaultError) in
            try vault.removeOnce(name, at: date)
        }
        return state.tree(.keys).entryCount
    }

    private mutating func removeOnce(_ name: EntryName, at date: Date) throws(VaultError) {
        let store = try teamStore()
        _ = try store.requireOwnKeys()
        try store.requireRole(.admin)
        try store.begin()
        do throws(VaultError) {
            try store.requireRole(.admin)
            try state.refresh()
            guard try landedSecrets().isEmpty else { throw VaultError.sealedElsewhere(.landing) }
            let key = try store.stageRemoval(of: name, at: date)
            var rekeying = Rekeying(LoadedVault(copying: state), to: key, [])
            rekeying.exposure = KeyExposure(since: date, member: name)
            rekeying.event = AuditEvent(at: date, action: .memberRemoved, detail: name.description)
            let (changed, rows) = try rekeying.sealed(at: date)
            try store.replaceAll(with: rows)
            try store.commit()
            state = changed.durable()
        } catch {
            store.rollBack()
            throw error
        }
    }
}

extension TeamStore {
    /// The two entries, and a slot of the new key for each of the others.
    fileprivate func stageRemoval(
        of name: EntryName, at date: Date
    ) throws(VaultError) -> InMemoryVaultKey {
        let member = try member(named: name)
        try stage(.remove(member: member.id), at: date)
        let (epoch, isTooFar) = history.roster.keyEpoch.addingReportingOverflow(1)
        guard !isTooFar else { throw Manifest.exhausted }
        let vaultKey = SecretBytes(randomCount: 32)
        let key = InMemoryVaultKey(vaultKey, vaultID: identity.vaultID, keyEpoch: epoch)
        try stage(.rekey(epoch: epoch, keyID: key.keyID), at: date)
        guard let roster = change?.roster else { throw .team(.unclear) }
        do throws(RosterRefusal) {
            change?.slots = try MemberSlot.all(sealing: vaultKey, for: roster)
        } catch { throw .team(.roster(error)) }
        return key
    }
}

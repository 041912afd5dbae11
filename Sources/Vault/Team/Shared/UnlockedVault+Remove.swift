package import FoundationEssentials
import SecretMemory

extension UnlockedVault {
    /// Removes a member, and gives the vault a new key that only the others get: one write.
    ///
    /// Everything is sealed anew. What the removed member has read stays read, so every key of OUTSCALE's is marked as exposed, for
    /// `rotate --due`. What they have begun is in the remover's hands from then on.
    ///
    /// - Parameters:
    ///   - host: this machine, as an intent names it.
    ///   - process: which removes; `nil` if the kernel does not tell.
    @discardableResult
    package mutating func removeMember(
        named name: EntryName, on host: String, by process: ProcessIdentity?, at date: Date
    ) throws(VaultError) -> MemberRemoval {
        let taken = try redoingLostRaces { vault throws(VaultError) in
            try vault.removeOnce(name, host, process, at: date)
        }
        return MemberRemoval(exposedKeys: state.tree(.keys).entryCount, takenIntents: taken)
    }

    private mutating func removeOnce(
        _ name: EntryName, _ host: String, _ process: ProcessIdentity?, at date: Date
    ) throws(VaultError) -> [Intent] {
        let store = try teamStore()
        try store.requireRole(.admin)
        try store.begin()
        do throws(VaultError) {
            try store.requireRole(.admin)
            try state.refresh()
            guard try landedSecrets().isEmpty else { throw VaultError.sealedElsewhere(.landing) }
            let removed = try store.member(named: name).id
            try requireNoLandings(but: removed)
            let key = try store.stageRemoval(of: name, at: date)
            let holder = IntentHolder(member: store.identity.member, process: process)
            let (former, taken) = try takingOver(of: removed, as: holder, on: host)
            var rekeying = Rekeying(former, to: key, [])
            rekeying.exposure = KeyExposure(since: date, member: name)
            rekeying.event = AuditEvent(at: date, action: .memberRemoved, detail: name.description)
            let (changed, rows) = try rekeying.sealed(at: date)
            try store.replaceAll(with: rows)
            try store.commit()
            state = changed.durable()
            return taken
        } catch {
            store.rollBack()
            throw error
        }
    }

    /// What another member's machine has of a secret opens by the present key alone.
    private func requireNoLandings(but removed: RecordID) throws(VaultError) {
        let open = state.intents.values.first { $0.mayHaveLanded && $0.holder?.member != removed }
        guard let open else { return }
        throw .sealedElsewhere(.creation(open.key.name, by: state.holderName(of: open)))
    }

    /// The state with the removed member's intents in other hands.
    private func takingOver(
        of removed: RecordID, as holder: IntentHolder, on host: String
    ) throws(VaultError) -> (LoadedVault, [Intent]) {
        var transaction = VaultTransaction(on: LoadedVault(copying: state))
        let taken = state.intents.values.filter { $0.holder?.member == removed }
        for intent in taken { try transaction.take(intent.held(by: holder, on: host)) }
        return (transaction.state, taken.sorted { $0.startedAt < $1.startedAt })
    }
}

/// What became of a member's removal.
package struct MemberRemoval: Sendable {
    /// How many keys of OUTSCALE's the member could read.
    package let exposedKeys: Int
    /// What the member had begun, as it was in the member's hands.
    package let takenIntents: [Intent]
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

import FoundationEssentials
import SecretMemory

/// A team's first entry, the vault's first key, and a slot for each of those whom it names.
struct TeamFounding: ~Copyable {
    let founder: RecordID
    let roster: Roster
    let entry: SignedStatement
    let key: InMemoryVaultKey
    private let slots: [MemberSlot]
    private let signing: SigningKey

    init(
        _ vaultID: RecordID, _ name: EntryName, seed: borrowing SecretBytes,
        recoveryCode: borrowing RecoveryCode?, at date: Date
    ) throws(VaultError) {
        let vaultKey = SecretBytes(randomCount: 32)
        let founder = RecordID.random()
        let keys = MemberKeys(seed: seed)
        let key = InMemoryVaultKey(vaultKey, vaultID: vaultID, keyEpoch: 1)
        var recovery: RosterEntry.Recovery?
        switch recoveryCode {
        case .none: break
        case .some(let code):
            recovery = RosterEntry.Recovery(
                code, of: vaultID, founder: founder, name, keys.publicKeys, keyID: key.keyID)
        }
        var roster = Roster(of: vaultID)
        let first: SignedStatement
        do throws(RosterRefusal) {
            first = try roster.entry(
                .found(
                    RosterEntry.Founding(
                        founder: founder, name: name, keys: keys.publicKeys, recovery: recovery,
                        keyID: key.keyID)),
                by: founder, at: date.manifestTime, signedBy: keys.signing)
            try roster.append(first)
            slots = try MemberSlot.all(sealing: vaultKey, for: roster)
        } catch { throw .team(.roster(error)) }
        (self.roster, self.key, entry) = (roster, key, first)
        self.founder = founder
        signing = SigningKey(seed: Subkey.derive(1, "VltMembr", from: seed))
    }

    /// All that the server gets.
    borrowing func write(_ rows: RowChanges) throws(VaultError) -> TeamWrite {
        let statement = try ManifestStatement(
            author: founder, roster: roster, slotDigest: MemberSlot.digest(of: slots),
            row: rows.manifest, events: [])
        let signed = SignedStatement(
            .manifest, of: roster.vaultID, after: SignedStatement.origin, statement.bytes,
            by: signing)
        var write = TeamWrite(epoch: statement.manifest.epoch, manifest: signed)
        write.create(roster.vaultID)
        write.add(entries: [entry], from: 0)
        write.replace(slots: slots)
        write.add(rows, isWhole: true)
        return write
    }
}

extension UnlockedVault {
    /// All of the vault once more as the first state of another one.
    borrowing func copied(
        under key: InMemoryVaultKey, at date: Date
    ) throws(VaultError) -> RowChanges {
        try store.snapshot { () throws(VaultError) in
            try state.refresh()
            guard state.intents.isEmpty else { throw .team(.pendingWork) }
            return try Rekeying(LoadedVault(copying: state), to: key, []).sealed(at: date).rows
        }
    }
}

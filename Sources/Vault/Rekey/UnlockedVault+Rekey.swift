package import FoundationEssentials

extension UnlockedVault {
    /// Seals everything anew under another key, in one transaction: afterwards the file is the old vault or the new one.
    ///
    /// What stands outside the file and is sealed under the old key would open no more, so nothing may be landed, no secret
    /// be elsewhere, and no lease wait for its end. The caller holds the vault's lock, and a key that is in this process.
    package mutating func rekey(
        to new: borrowing NewVaultKey, at date: Date
    ) throws(VaultError) {
        let end = ContinuousClock.now + .seconds(files.patienceSeconds)
        repeat {
            // The spool's events first, and durably: the new key opens none of them.
            try fold(at: date)
            if try replaceKey(with: new, at: date) { return }
        } while ContinuousClock.now < end
        throw .busy
    }

    /// `false` if somebody noted an event since the spool was folded.
    private mutating func replaceKey(
        with new: borrowing NewVaultKey, at date: Date
    ) throws(VaultError) -> Bool {
        try store.begin()
        do throws(VaultError) {
            let spool = try SpoolFile(locking: files)
            guard try spool.isEmpty() else {
                store.rollBack()
                return false
            }
            try state.refresh()
            try requireNothingElsewhere()
            guard state.slots.map(\.bytes) == new.replaced.slots.map(\.bytes) else {
                throw .slotsChanged
            }
            let (changed, rows) = try Rekeying(
                LoadedVault(copying: state), to: new.key, new.allSlots().slots
            ).sealed(at: date)
            try store.replaceAll(with: rows)
            // Before the commit: whatever ends this process, one of two marks is that of the file.
            try PreparedMark(changed).write(to: files)
            try finishRekey(changed)
            spool.empty(for: SpoolBase(state.manifest))
            return true
        } catch {
            store.rollBack()
            throw error
        }
    }

    /// A commit that reports an error may have happened: the file opens by the one key or the other.
    private mutating func finishRekey(_ written: LoadedVault) throws(VaultError) {
        do throws(VaultError) {
            try store.commit()
            state = written.durable()
        } catch {
            store.rollBack()
            let reopened: LoadedVault
            do { reopened = try Self.opened(files, key: written.key).0 } catch { throw error }
            guard reopened.mac == written.mac else { throw error }
            state = reopened
        }
        replaceMark()
    }

    private func requireNothingElsewhere() throws(VaultError) {
        guard try landedSecrets().isEmpty else { throw .sealedElsewhere(.landing) }
        for intent in state.intents.values {
            if intent.lease != nil { throw .sealedElsewhere(.lease) }
            if intent.issue?.phase == .elsewhere { throw .sealedElsewhere(.directory) }
        }
    }
}

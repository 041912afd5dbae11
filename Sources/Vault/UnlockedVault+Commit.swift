package import FoundationEssentials

extension UnlockedVault {
    /// Changes the vault: all of `body`'s changes or none.
    ///
    /// The transaction begins with the manifest read and verified anew, so that `body` works on what
    /// other processes have written meanwhile. What waits in the spool comes first in the audit log. When this returns,
    /// the change is on the disk.
    ///
    /// In a team's vault another member may come first at the last moment. Then `body` runs again, on what that one has
    /// written; what it throws by then is the answer.
    package mutating func commit(
        at date: Date, _ body: (inout VaultTransaction) throws(VaultError) -> Void
    ) throws(VaultError) {
        try redoingLostRaces { vault throws(VaultError) in try vault.commitOnce(at: date, body) }
    }

    private mutating func commitOnce(
        at date: Date, _ body: (inout VaultTransaction) throws(VaultError) -> Void
    ) throws(VaultError) {
        try store.begin()
        do throws(VaultError) {
            let spool = try SpoolFile(locking: files)
            try finish(try change(at: date, folding: spool.content, body))
            spool.empty(for: SpoolBase(state.manifest))
        } catch {
            store.rollBack()
            throw error
        }
    }

    /// Everything between the beginning and the commit; the vault's own state stays until that is certain.
    private func change(
        at date: Date, folding content: SpoolContent,
        _ body: (inout VaultTransaction) throws(VaultError) -> Void
    ) throws(VaultError) -> LoadedVault {
        try state.refresh()
        let spooled = try SpooledEvents(content, in: state)
        var transaction = VaultTransaction(on: LoadedVault(copying: state))
        try body(&transaction)
        var (changed, writes) = (transaction.state, transaction.writes)
        writes.events.insert(contentsOf: spooled.events, at: 0)
        guard !writes.isEmpty else {
            try spooled.chain.check(key.spoolHead(), folded: state.manifest.auditCount)
            return state
        }
        let rows = try VaultWriter(changed, writes, after: spooled.chain).sealed(at: date)
        try store.write(rows)
        try changed.requireReadable(rows)
        return changed
    }

    /// A commit that reports an error may have happened, so the answer is in the file: reopen and look.
    private mutating func finish(_ written: LoadedVault) throws(VaultError) {
        do throws(VaultError) {
            try store.commit()
            state = written.durable()
        } catch {
            store.rollBack()
            // That is certain, and the next beginning reads what the other has written.
            guard error != .team(.overtaken), error != .team(.crowded) else { throw error }
            state = try Self.opened(
                files, key: key, on: store.source(of: files).opened()
            ).0
            // A team's server that shows it may still lose it: its standby has not answered.
            guard state.mac == written.mac, error != .team(.unclear) else { throw error }
        }
        advanceMark()
    }
}

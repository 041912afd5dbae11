package import FoundationEssentials

extension UnlockedVault {
    /// Changes the vault: all of `body`'s changes or none.
    ///
    /// The transaction begins with the manifest read and verified anew, so that `body` works on what
    /// other processes have written meanwhile. When this returns, the change is on the disk.
    package mutating func commit(
        at date: Date, _ body: (inout VaultTransaction) throws(VaultError) -> Void
    ) throws(VaultError) {
        try store.begin()
        let written: LoadedVault
        do throws(VaultError) { written = try change(at: date, body) } catch {
            store.rollBack()
            throw error
        }
        try finish(written)
    }

    /// Everything between the beginning and the commit; the vault's own state stays until that is certain.
    private func change(
        at date: Date, _ body: (inout VaultTransaction) throws(VaultError) -> Void
    ) throws(VaultError) -> LoadedVault {
        try state.refresh()
        var transaction = VaultTransaction(on: LoadedVault(copying: state))
        try body(&transaction)
        let (changed, writes) = (transaction.state, transaction.writes)
        guard !writes.isEmpty else { return state }
        try store.write(try VaultWriter(changed, writes).sealed(at: date))
        return changed
    }

    /// A commit that reports an error may have happened, so the answer is in the file: reopen and look.
    private mutating func finish(_ written: LoadedVault) throws(VaultError) {
        do throws(VaultError) {
            try store.commit()
            state = written.durable()
        } catch {
            store.rollBack()
            state = try Self.opened(files, key: key).0
            guard state.mac == written.mac else { throw error }
        }
        advanceMark()
    }
}

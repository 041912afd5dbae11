package import FoundationEssentials

extension UnlockedVault {
    /// Changes the vault: all of `body`'s changes or none.
    ///
    /// The transaction begins with the manifest read and verified anew, so that `body` works on what
    /// other processes have written meanwhile. When this returns, the change is on the disk.
    package mutating func commit(
        at date: Date, _ body: (inout VaultTransaction) throws(VaultError) -> Void
    ) throws(VaultError) {
        try connection.execute("BEGIN IMMEDIATE")
        let written: VaultState
        do throws(VaultError) { written = try change(at: date, body) } catch {
            connection.rollBack()
            throw error
        }
        try finish(written)
    }

    /// Everything between BEGIN and COMMIT; the vault's own state stays until the commit is certain.
    private mutating func change(
        at date: Date, _ body: (inout VaultTransaction) throws(VaultError) -> Void
    ) throws(VaultError) -> VaultState {
        if let newer = try newerState() { state = newer }
        var transaction = VaultTransaction(on: state, key: key)
        try body(&transaction)
        let writes = transaction.writes
        guard !writes.isEmpty else { return state }
        var writer = VaultWriter(transaction.state, writes, key: key)
        try writer.write(to: connection, at: date)
        return writer.finish()
    }

    /// A COMMIT that reports an error may have happened, so the answer is in the file: reopen and look.
    private mutating func finish(_ written: VaultState) throws(VaultError) {
        do throws(VaultError) {
            try connection.execute("COMMIT")
            try DurableFile.syncDirectory(files.directory)
        } catch {
            try reopenAndLook(for: written, after: error)
        }
        state = written
        advanceMark()
    }

    private mutating func reopenAndLook(
        for written: VaultState, after failure: VaultError
    ) throws(VaultError) {
        connection.rollBack()
        connection = try LockedVault.checkedConnection(to: files)
        let found = try connection.snapshot { () throws(VaultError) in
            try VaultState.read(from: connection, key: key)
        }
        guard found.mac == written.mac else {
            state = found
            throw failure
        }
    }
}

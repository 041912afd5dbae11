import SecretMemory

/// Looking at everything, also at what no command of the day reads.
extension LoadedVault {
    /// Every page of every kind, every name, every secret's box.
    func verifyEntries() throws(VaultError) {
        for kind in PageKind.allCases { try loadAll(kind) }
        try checkKeyNames()
        try checkSecretIDs()
        try checkIndex()
        for (id, stored) in keys {
            guard names[try hash(of: stored.record.name)] == id else {
                throw .damaged("a name leads to another key")
            }
            guard let row = try store.secret(of: id) else {
                throw .damaged("a key's secret is missing")
            }
            guard row.generation == stored.secret.generation,
                Digest(hashing: row.box) == stored.secret.digest
            else { throw .damaged("a key's secret is not the one that was stored") }
        }
    }
}

extension UnlockedVault {
    /// Checks every row of the file: SQLite's own look, all pages and names, all secrets' boxes, the audit log from its
    /// first event. The time grows with the file.
    ///
    /// Of a team's vault, every row of the server.
    ///
    /// - Parameter tell: gets what was put right.
    /// - Returns: how many audit events there are.
    package func verify(
        telling tell: (VaultWarning) -> Void = { _ in }
    ) throws(VaultError) -> Int {
        if let team = store as? TeamStore { return try verifyTeam(team, telling: tell) }
        return try verifyRows()
    }

    /// The rows as they stand on this machine.
    func verifyRows() throws(VaultError) -> Int {
        try store.snapshot { () throws(VaultError) in
            try store.checkIntegrity()
            try state.refresh()
            try state.verifyEntries()
        }
        return try auditTrail().count
    }
}

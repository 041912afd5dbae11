package import FoundationEssentials

extension UnlockedVault {
    /// Notes an event that changes nothing else in the vault. When this returns, it is on the disk: in the spool, which
    /// costs one sync, or in the database.
    package mutating func note(_ event: AuditEvent) throws(VaultError) {
        noted = nil
        if try store.note(event, key: key) { return }
        if let head = try spool(event) {
            noted = head
        } else {
            try commit(at: event.at) { transaction throws(VaultError) in
                try transaction.record(event)
            }
        }
    }

    /// Brings the spool's events into the database, if there are any.
    package mutating func fold(at date: Date) throws(VaultError) {
        try commit(at: date) { _ throws(VaultError) in }
    }

    /// Compares the spool with what the key's holder remembers of it, and changes nothing.
    package func compareSpool() throws(VaultError) {
        try readingSpool { _ in }
    }

    /// Lends the spool's events once they were compared; they follow the state as it is meanwhile.
    func readingSpool<Result>(
        _ body: (SpooledEvents) throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        // In this order: what was seen is in the spool, and what was in the spool may be in the database by now.
        let seen = try key.spoolHead()
        let content = try SpoolFile.content(in: files)
        return try store.snapshot { () throws(VaultError) in
            try state.refresh()
            let spooled = try SpooledEvents(content, in: state)
            try spooled.chain.check(seen, folded: state.manifest.auditCount)
            return try body(spooled)
        }
    }

    /// `nil` if the database has to take the event: the spool is full, the event too long, or the spool was left
    /// behind by a write that was stopped.
    private func spool(_ event: AuditEvent) throws(VaultError) -> SpoolHead? {
        let payload = AuditRow(event: event).bytes
        guard SpoolRecord.fits(payload) else { return nil }
        let file = try SpoolFile(locking: files)
        // Nobody writes the audit log from here on.
        try store.snapshot { () throws(VaultError) in try state.refresh() }
        let base = SpoolBase(state.manifest)
        guard file.content.records.count < SpoolChain.most,
            file.content.chain?.base ?? base == base
        else { return nil }
        var chain = file.content.chain ?? SpoolChain(base)
        let record = try seal(payload, behind: file.content.records.last, of: chain)
        try file.append(record, to: chain)
        chain.append(record)
        return chain.last
    }

    /// The record behind the last one. That one opens only if all before it are as they were.
    private func seal(
        _ payload: [UInt8], behind last: [UInt8]?, of chain: SpoolChain
    ) throws(VaultError) -> [UInt8] {
        var operations: [KeyOperation] = [
            .spoolHead, .seal(payload, under: chain.next, type: SpoolRecord.type),
        ]
        if let last {
            let context = chain.context(of: chain.links.count - 2)
            operations.append(
                .open(MetadataBox(last, under: context, type: SpoolRecord.type)))
        }
        let results: [KeyResult]
        do throws(BatchError) { results = try key.perform(operations) } catch .operation {
            throw .damagedSpool("an event was changed, or is missing")
        } catch { throw error.reason }
        guard results.count == operations.count, case .bytes(let seen) = results[0],
            case .bytes(let record) = results[1]
        else { throw .otherAnswer }
        try chain.check(SpoolHead(seen), folded: state.manifest.auditCount)
        return record
    }
}

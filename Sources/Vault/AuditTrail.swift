import SecretMemory

/// The hash-chained audit log: a removed, changed or added event breaks the chain to the manifest's head.
enum AuditTrail {
    static func read(
        from connection: borrowing Connection, key: any VaultKey, manifest: Manifest
    ) throws(VaultError) -> [AuditEntry] {
        var statement = try connection.prepare("SELECT sequence, body FROM audit ORDER BY sequence")
        var entries: [AuditEntry] = []
        var head = AuditRow.origin
        while try statement.step(), entries.count < manifest.auditCount {
            let sequence = UInt64(entries.count) + 1
            guard statement.integer(0) == Int64(sequence) else {
                throw .damaged("the audit log has a gap")
            }
            let box = statement.blob(1)
            let link = AuditRow.link(
                previous: head, sequence: sequence, boxDigest: BLAKE2b.digest(of: box))
            head = try key.mac(link, for: .audit)
            let payload = try key.open(box, under: .audit(sequence), type: AuditRow.type)
            let event = try AuditRow.decode(payload.publicBytes)
            entries.append(AuditEntry(sequence: sequence, event: event))
        }
        guard entries.count == manifest.auditCount, head == manifest.auditHead else {
            throw .damaged("the audit log's chain is broken")
        }
        return entries
    }
}

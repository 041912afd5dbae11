import FoundationEssentials
import SecretMemory

/// Puts a transaction's rows into the file: secrets, pages, audit log, and the manifest over all of it.
struct VaultWriter: ~Copyable {
    private let key: any VaultKey
    private(set) var state: VaultState
    private let writes: PendingWrites

    init(_ state: consuming VaultState, _ writes: PendingWrites, key: any VaultKey) {
        self.state = state
        self.writes = writes
        self.key = key
    }

    /// The caller has begun the transaction and commits it.
    mutating func write(to connection: borrowing Connection, at date: Date) throws(VaultError) {
        try writeSecrets(to: connection)
        try writePages(to: connection)
        let (count, head) = try writeEvents(to: connection)
        try writeManifest(to: connection, at: date, auditCount: count, auditHead: head)
    }

    private func writeSecrets(to connection: borrowing Connection) throws(VaultError) {
        var insert = try connection.prepare(
            "INSERT INTO secret(id, generation, body) VALUES (?1, ?2, ?3)")
        for row in writes.secrets {
            try insert.bind(1, row.id.bytes)
            try insert.bind(2, Int64(bitPattern: row.generation))
            try insert.bind(3, row.box)
            _ = try insert.step()
            try insert.reset()
        }
        var delete = try connection.prepare("DELETE FROM secret WHERE id = ?1")
        for id in writes.removedSecrets {
            try delete.bind(1, id.bytes)
            _ = try delete.step()
            try delete.reset()
        }
    }

    private mutating func writePages(to connection: borrowing Connection) throws(VaultError) {
        var replace = try connection.prepare(
            "INSERT OR REPLACE INTO page(id, generation, body) VALUES (?1, ?2, ?3)")
        for id in writes.dirtyPages {
            guard let page = state.pages[id] else { continue }
            guard !page.entries.isEmpty else {
                try remove(page: id, from: connection)
                continue
            }
            for id in try state.split(id) { try write(page: id, with: &replace) }
        }
    }

    private mutating func write(
        page id: RecordID, with replace: inout Statement
    ) throws(VaultError) {
        guard var page = state.pages[id] else { return }
        page.generation += 1
        let box = try seal(page, id)
        page.digest = BLAKE2b.digest(of: box)
        state.pages[id] = page
        try replace.bind(1, id.bytes)
        try replace.bind(2, Int64(bitPattern: page.generation))
        try replace.bind(3, box)
        _ = try replace.step()
        try replace.reset()
    }

    private func seal(_ page: PageState, _ id: RecordID) throws(VaultError) -> [UInt8] {
        let entries = try state.encoded(page)
        guard entries.count <= Page.mostBytes else { throw .entryTooLarge(bytes: entries.count) }
        let payload = SecretBytes(copying: entries)
        let context = SealingContext.page(id, generation: page.generation)
        return try payload.withBytes { bytes throws(VaultError) in
            try key.seal(bytes, under: context, type: page.kind.rawValue)
        }
    }

    private mutating func remove(
        page id: RecordID, from connection: borrowing Connection
    ) throws(VaultError) {
        state.dropPage(id)
        var delete = try connection.prepare("DELETE FROM page WHERE id = ?1")
        try delete.bind(1, id.bytes)
        _ = try delete.step()
    }

    private func writeEvents(
        to connection: borrowing Connection
    ) throws(VaultError) -> (count: UInt64, head: [UInt8]) {
        var (count, head) = (state.manifest.auditCount, state.manifest.auditHead)
        var insert = try connection.prepare("INSERT INTO audit(sequence, body) VALUES (?1, ?2)")
        for event in writes.events {
            count += 1
            let payload = SecretBytes(copying: AuditRow.encode(event))
            let context = SealingContext.audit(count)
            let box = try payload.withBytes { bytes throws(VaultError) in
                try key.seal(bytes, under: context, type: AuditRow.type)
            }
            let link = AuditRow.link(
                previous: head, sequence: count, boxDigest: BLAKE2b.digest(of: box))
            head = try key.mac(link, for: .audit)
            try insert.bind(1, Int64(bitPattern: count))
            try insert.bind(2, box)
            _ = try insert.step()
            try insert.reset()
        }
        return (count, head)
    }

    private mutating func writeManifest(
        to connection: borrowing Connection, at date: Date, auditCount: UInt64, auditHead: [UInt8]
    ) throws(VaultError) {
        let old = state.manifest
        state.manifest = Manifest(
            vaultID: old.vaultID, epoch: old.epoch + 1, keyEpoch: old.keyEpoch, keyID: old.keyID,
            previousMAC: state.mac, time: UInt64(max(0, date.timeIntervalSince1970)),
            slotCount: old.slotCount, slotDigest: old.slotDigest,
            pageCount: UInt32(state.pages.count),
            pageDigest: Manifest.digest(ofPages: state.pages), auditCount: auditCount,
            auditHead: auditHead)
        state.mac = try key.mac(state.manifest.bytes, for: .manifest)
        try ManifestRow.write(state.manifest, mac: state.mac, to: connection)
    }

    consuming func finish() -> VaultState { state }
}

/// The manifest's one row.
enum ManifestRow {
    static func write(
        _ manifest: Manifest, mac: [UInt8], to connection: borrowing Connection
    ) throws(VaultError) {
        var replace = try connection.prepare(
            "INSERT OR REPLACE INTO manifest(only, body, tag) VALUES (1, ?1, ?2)")
        try replace.bind(1, manifest.bytes)
        try replace.bind(2, mac)
        _ = try replace.step()
    }
}

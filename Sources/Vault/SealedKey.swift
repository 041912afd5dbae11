package import SecretMemory

/// A key whose secret is sealed as it will stand in the vault, before it stands there.
package struct SealedKey: Sendable {
    let stored: StoredKey
    let row: SecretRow

    package var record: KeyRecord { stored.record }

    init(
        sealing secret: borrowing SecretBytes, of record: KeyRecord, generation: UInt64 = 1,
        key: any VaultKey
    ) throws(VaultError) {
        let context = SealingContext.secret(record.id, generation: generation)
        let box = try secret.withBytes { bytes throws(VaultError) in
            try key.seal(bytes, under: context, type: SecretRow.type)
        }
        row = SecretRow(id: record.id, generation: generation, box: box)
        stored = StoredKey(
            record: record,
            secret: SecretReference(generation: generation, digest: Digest(hashing: box)))
    }

    /// What stood in a file; the box must be the one that the entry names, and open.
    init(stored: StoredKey, box: [UInt8], key: any VaultKey) throws(VaultError) {
        guard Digest(hashing: box) == stored.secret.digest else {
            throw .damaged("a landed secret is not the one that its record names")
        }
        row = SecretRow(id: stored.record.id, generation: stored.secret.generation, box: box)
        self.stored = stored
        _ = try open(with: key)
    }

    /// The same key under another name, for when its own is taken.
    package func renamed(_ name: EntryName) -> SealedKey {
        var record = record
        record.name = name
        return SealedKey(stored: StoredKey(record: record, secret: stored.secret), row: row)
    }

    private init(stored: StoredKey, row: SecretRow) {
        self.stored = stored
        self.row = row
    }

    /// The secret.
    package func open(with key: any VaultKey) throws(VaultError) -> SecretBytes {
        let context = SealingContext.secret(row.id, generation: row.generation)
        return try key.open(row.box, under: context, type: SecretRow.type)
    }
}

extension UnlockedVault {
    /// Seals a key's secret under its record's place in this vault.
    package borrowing func seal(
        _ record: KeyRecord, secret: borrowing SecretBytes
    ) throws(VaultError) -> SealedKey {
        try SealedKey(sealing: secret, of: record, key: key)
    }
}

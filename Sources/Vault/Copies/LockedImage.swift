package import SystemPackage

/// An image whose slots were read. A slot that is damaged does not keep the others from opening it.
package struct LockedImage {
    package let image: VaultImage
    package let slots: KeySlots
    private let store: SQLiteStore

    package init(_ image: VaultImage) throws(VaultError) {
        guard !image.bytes.isEmpty else { throw .damaged("the file is empty") }
        let store = try SQLiteStore(image: image.bytes, of: image.path)
        self.image = image
        self.store = store
        do throws(VaultError) { slots = try Self.slots(of: store) } catch {
            // What every command would say of the file comes first.
            try store.checkSchema()
            throw error
        }
    }

    private static func slots(of store: SQLiteStore) throws(VaultError) -> KeySlots {
        var slots: [[UInt8]] = []
        for row in try store.slots(most: Slot.most + 1) where (try? Slot(reading: row.body)) != nil
        {
            slots.append(row.body)
        }
        return try KeySlots(reading: slots)
    }

    package func opened(with key: any VaultKey) -> OpenedImage {
        OpenedImage(image: image, store: store, key: key)
    }
}

/// An image whose key is at hand. Nothing of it is verified yet.
package struct OpenedImage {
    let image: VaultImage
    let store: SQLiteStore
    package let key: any VaultKey

    package var path: FilePath { image.path }

    /// All of it, compared as `verify` compares the vault itself; throws at the first thing that is not as it was written.
    package func verified() throws(VaultError) -> VerifiedImage {
        try store.checkSchema()
        // An image has no mark, and no command writes to it.
        let nowhere = VaultFiles(database: image.path, stateDirectory: image.path)
        return try store.snapshot { () throws(VaultError) in
            try store.checkIntegrity()
            let first = try FirstReading(of: store, key: key, mark: nil)
            let loaded = try LoadedVault(first, in: store, files: nowhere, key: key)
            try loaded.verifyEntries()
            let events = try AuditTrail(store: store, key: key, manifest: first.manifest).entries()
            return VerifiedImage(image: image, state: loaded, events: events)
        }
    }
}

package import SecretMemory

/// A vault whose file has been checked as far as that goes without its password.
package struct LockedVault {
    package let files: VaultFiles
    package let slots: KeySlots
    /// As it stands in the file; only the key can verify it.
    package let manifest: ManifestRow
    private let connection: UnusedConnection

    /// Checks directory, owner, modes, type, format, schema and slots.
    package static func open(_ files: VaultFiles) throws(VaultError) -> LockedVault {
        let store = try SQLiteStore(opening: files)
        let (slots, manifest) = try store.snapshot { () throws(VaultError) in
            (try LoadedVault.readSlots(from: store), try store.manifest())
        }
        guard let manifest else { throw .damaged("the manifest is missing") }
        return LockedVault(
            files: files, slots: try KeySlots(slots), manifest: manifest,
            connection: UnusedConnection(store))
    }

    /// Unlocks with the master password. A wrong one leaves the vault locked and usable.
    package func unlock(password: borrowing SecretBytes) throws(VaultError) -> UnlockedVault {
        try unlock(with: slots.key(password: password))
    }

    /// Unlocks with the recovery code.
    package func unlock(recoveryCode: borrowing RecoveryCode) throws(VaultError) -> UnlockedVault {
        try unlock(with: slots.key(recoveryCode: recoveryCode))
    }

    /// Unlocks with the key of a slot that was opened.
    package func unlock(with opened: borrowing OpenedSlot) throws(VaultError) -> UnlockedVault {
        try unlock(with: opened.key)
    }

    /// Unlocks with a key that has been opened already, wherever it lives.
    package func unlock(with key: any VaultKey) throws(VaultError) -> UnlockedVault {
        try UnlockedVault(opening: files, key: key, on: connection.take(for: files))
    }
}

/// The connection that a locked vault was checked on. It is for the first who unlocks: every open vault has its own.
private final class UnusedConnection {
    private var store: SQLiteStore?

    init(_ store: SQLiteStore) { self.store = store }

    /// `nil` if it was taken, or the file is not by now what it was when it was checked.
    func take(for files: VaultFiles) -> SQLiteStore? {
        defer { store = nil }
        guard let store, !store.hasMoved,
            (try? FileChecks.checkedPath(of: files.database)) != nil
        else { return nil }
        return store
    }
}

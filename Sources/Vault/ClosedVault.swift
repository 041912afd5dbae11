/// A vault whose file is closed, with no lock and no connection held, and whose key is still at hand: for a
/// command that comes back to it after a long time, and may not ask for the password again.
package struct ClosedVault: Sendable {
    private let files: VaultFiles
    private let key: any VaultKey
    private let source: any StoreSource

    init(files: VaultFiles, key: any VaultKey, source: any StoreSource) {
        self.files = files
        self.key = key
        self.source = source
    }

    /// The vault as it is now, verified again.
    package func opened() throws(VaultError) -> UnlockedVault {
        try UnlockedVault(opening: files, from: source, after: key)
    }

    /// The vault's lock, which a command that changes keys holds.
    package func lock(waiting seconds: Int) throws(VaultError) -> VaultLock {
        try VaultLock(acquiring: files, waiting: seconds)
    }
}

extension UnlockedVault {
    /// Closes the file and keeps the key.
    package consuming func closed() -> ClosedVault {
        ClosedVault(files: files, key: key, source: store.source(of: files))
    }
}

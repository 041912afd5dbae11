import SecretMemory

/// Everything in the vault but the secrets: profiles and journal as of the last read or write, keys as they are asked
/// for. A key costs one page, all keys cost all.
package struct VaultContents {
    private let loaded: LoadedVault

    init(_ loaded: LoadedVault) { self.loaded = loaded }

    /// All profiles, by name.
    package var profiles: [Profile] { loaded.profiles.values.sorted { $0.name < $1.name } }

    /// All open intents, oldest first.
    package var intents: [Intent] { loaded.intents.values.sorted { $0.startedAt < $1.startedAt } }

    package func intent(id: RecordID) -> Intent? { loaded.intents[id] }

    package func profile(named name: EntryName) -> Profile? {
        loaded.profiles.values.first { $0.name == name }
    }

    package func profile(id: RecordID) -> Profile? { loaded.profiles[id] }

    package var defaultProfile: Profile? { loaded.profiles.values.first(where: \.isDefault) }

    package var keyCount: Int { loaded.tree(.keys).entryCount }
}

// MARK: - Keys

extension VaultContents {
    package func key(named name: EntryName) throws(VaultError) -> KeyRecord? {
        try loaded.storedKey(named: name)?.record
    }

    package func key(id: RecordID) throws(VaultError) -> KeyRecord? {
        try loaded.storedKey(id)?.record
    }

    /// All keys, in no particular order.
    package func keys() throws(VaultError) -> [KeyRecord] {
        let held = try heldKeys()
        return held.indices.map(held.record)
    }

    /// All keys, or those of a profile and a user, in little memory: a large vault is walked without a record of each.
    package func heldKeys(
        of profile: RecordID? = nil, user: String? = nil
    ) throws(VaultError) -> HeldKeys {
        try loaded.heldKeys().only(of: profile, user: user)
    }

    /// Those of one profile.
    package func keys(of profile: RecordID) throws(VaultError) -> [KeyRecord] {
        try keys().filter { $0.profile == profile }
    }
}

/// A key and the box that holds its secret.
struct StoredKey: Sendable {
    var record: KeyRecord
    let secret: SecretReference
}

/// Which box holds a secret: its generation and the digest of its bytes.
struct SecretReference: Hashable, Sendable {
    let generation: UInt64
    let digest: Digest
}

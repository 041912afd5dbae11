/// Everything in the vault but the secrets, as of one manifest.
package struct VaultContents: Sendable {
    private(set) var storedKeys: [RecordID: StoredKey] = [:]
    private var keyNames: [EntryName: RecordID] = [:]
    var profileTable: [RecordID: Profile] = [:]
    var intentTable: [RecordID: Intent] = [:]

    package init() {}

    /// All keys, in no particular order.
    package var keys: [KeyRecord] { storedKeys.values.map(\.record) }

    /// All profiles, by name.
    package var profiles: [Profile] { profileTable.values.sorted { $0.name < $1.name } }

    /// All open intents, oldest first.
    package var intents: [Intent] { intentTable.values.sorted { $0.startedAt < $1.startedAt } }

    package var keyCount: Int { storedKeys.count }

    package func key(named name: EntryName) -> KeyRecord? {
        keyNames[name].flatMap { storedKeys[$0]?.record }
    }

    package func key(id: RecordID) -> KeyRecord? { storedKeys[id]?.record }

    package func keys(of profile: RecordID) -> [KeyRecord] {
        storedKeys.values.lazy.map(\.record).filter { $0.profile == profile }
    }

    package func profile(named name: EntryName) -> Profile? {
        profileTable.values.first { $0.name == name }
    }

    package func profile(id: RecordID) -> Profile? { profileTable[id] }

    package var defaultProfile: Profile? { profileTable.values.first(where: \.isDefault) }
}

extension VaultContents {
    /// Adds or replaces a key; `false` if another key has its name.
    mutating func put(_ key: StoredKey) -> Bool {
        let holder = keyNames[key.record.name]
        guard holder == nil || holder == key.record.id else { return false }
        if let old = storedKeys[key.record.id], old.record.name != key.record.name {
            keyNames[old.record.name] = nil
        }
        storedKeys[key.record.id] = key
        keyNames[key.record.name] = key.record.id
        return true
    }

    /// Removes a key; `false` if there is none.
    mutating func removeKey(_ id: RecordID) -> Bool {
        guard let old = storedKeys.removeValue(forKey: id) else { return false }
        keyNames[old.record.name] = nil
        return true
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
    let digest: [UInt8]
}

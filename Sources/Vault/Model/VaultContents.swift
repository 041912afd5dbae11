/// Everything in the vault but the secrets, as of one manifest.
package struct VaultContents: Sendable {
    private(set) var storedKeys: [RecordID: StoredKey] = [:]
    /// Made by the first change: a listing has no use for it.
    private var keyNames: [EntryName: RecordID]?
    var profileTable: [RecordID: Profile] = [:]
    var intentTable: [RecordID: Intent] = [:]

    package init() {}

    /// All keys, in no particular order.
    package var keys: [KeyRecord] { storedKeys.values.map(\.record) }

    /// All profiles, by name.
    package var profiles: [Profile] { profileTable.values.sorted { $0.name < $1.name } }

    /// All open intents, oldest first.
    package var intents: [Intent] { intentTable.values.sorted { $0.startedAt < $1.startedAt } }

    package func intent(id: RecordID) -> Intent? { intentTable[id] }

    package var keyCount: Int { storedKeys.count }

    package func key(named name: EntryName) -> KeyRecord? {
        if let keyNames { return keyNames[name].flatMap { storedKeys[$0]?.record } }
        return storedKeys.values.first { $0.record.name == name }?.record
    }

    /// The ids of all keys, in no particular order: a large vault is walked without copying it.
    package var keyIDs: some Sequence<RecordID> { storedKeys.keys }

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
    /// Makes room for so many keys at once.
    mutating func reserve(keys count: Int) { storedKeys.reserveCapacity(count) }

    /// Takes a key as it was read; `false` if its id stands twice.
    mutating func take(_ key: StoredKey) -> Bool {
        storedKeys.updateValue(key, forKey: key.record.id) == nil
    }

    /// Makes names quick to find, for a transaction.
    mutating func indexNames() {
        guard keyNames == nil else { return }
        var names: [EntryName: RecordID] = [:]
        names.reserveCapacity(storedKeys.count)
        for (id, key) in storedKeys { names[key.record.name] = id }
        keyNames = names
    }

    /// Adds or replaces a key; `false` if another key has its name.
    mutating func put(_ key: StoredKey) -> Bool {
        indexNames()
        let holder = keyNames?[key.record.name]
        guard holder == nil || holder == key.record.id else { return false }
        if let old = storedKeys[key.record.id], old.record.name != key.record.name {
            keyNames?[old.record.name] = nil
        }
        storedKeys[key.record.id] = key
        keyNames?[key.record.name] = key.record.id
        return true
    }

    /// Removes a key; `false` if there is none.
    mutating func removeKey(_ id: RecordID) -> Bool {
        guard let old = storedKeys.removeValue(forKey: id) else { return false }
        keyNames?[old.record.name] = nil
        return true
    }
}

/// A key and the box that holds its secret.
struct StoredKey: Sendable {
    var record: KeyRecord
    let secret: SecretReference
}

/// A BLAKE2b-256 digest, without a heap object of its own.
struct Digest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// `nil` unless there are 32 bytes.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
        }
    }

    static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }
    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

/// Which box holds a secret: its generation and the digest of its bytes.
struct SecretReference: Hashable, Sendable {
    let generation: UInt64
    let digest: Digest
}

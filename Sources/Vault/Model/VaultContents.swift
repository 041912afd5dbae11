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
        return held.ids.compactMap { held[$0] }
    }

    /// All keys by their ids: a large vault is walked without copying it.
    package func heldKeys() throws(VaultError) -> HeldKeys {
        try loaded.loadAll(.keys)
        return HeldKeys(keys: loaded.keys)
    }

    /// Those of one profile.
    package func keys(of profile: RecordID) throws(VaultError) -> [KeyRecord] {
        try keys().filter { $0.profile == profile }
    }
}

/// All keys of a vault, as they were read.
package struct HeldKeys: Sendable {
    fileprivate let keys: [RecordID: StoredKey]

    /// In no particular order.
    package var ids: some Sequence<RecordID> { keys.keys }

    package subscript(id: RecordID) -> KeyRecord? { keys[id]?.record }
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

    /// H of a message.
    init(hashing message: [UInt8]) {
        let digest = BLAKE2b.digest(of: message)
        let words = (0..<4).map { word in
            digest[(8 * word)..<(8 * word + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
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

package import SecretMemory

/// Changes to a vault that happen together or not at all.
///
/// It works on the state as of inside the transaction and collects sealed rows; nothing is written
/// before its body has returned.
package struct VaultTransaction: ~Copyable {
    private let key: any VaultKey
    var state: VaultState
    private(set) var writes = PendingWrites()

    init(on state: consuming VaultState, key: any VaultKey) {
        self.state = state
        self.key = key
    }

    /// Everything but the secrets, as of inside the transaction.
    package var contents: VaultContents { state.contents }

    /// Adds a key and seals its secret.
    package mutating func add(
        _ record: KeyRecord, secret: borrowing SecretBytes
    ) throws(VaultError) {
        try add(SealedKey(sealing: secret, of: record, key: key))
    }

    /// Adds a key that is sealed already.
    package mutating func add(_ sealed: SealedKey) throws(VaultError) {
        let record = sealed.record
        guard state.contents.key(named: record.name) == nil else {
            throw .nameTaken(.key, record.name)
        }
        guard state.contents.key(id: record.id) == nil else {
            throw .damaged("a key stands twice")
        }
        _ = state.contents.put(sealed.stored)
        writes.secrets.append(sealed.row)
        place(record.id, kind: .keys)
    }

    /// Replaces what is known of a key; its secret stays.
    package mutating func update(_ record: KeyRecord) throws(VaultError) {
        guard let stored = state.contents.storedKeys[record.id] else {
            throw .noSuchEntry(.key, record.name.description)
        }
        guard state.contents.put(StoredKey(record: record, secret: stored.secret)) else {
            throw .nameTaken(.key, record.name)
        }
        place(record.id, kind: .keys)
    }

    package mutating func removeKey(_ id: RecordID) throws(VaultError) {
        guard state.contents.removeKey(id) else {
            throw .noSuchEntry(.key, id.description)
        }
        writes.removedSecrets.append(id)
        displace(id, kind: .keys)
    }

    /// Adds or replaces a profile.
    package mutating func put(_ profile: Profile) throws(VaultError) {
        if let other = state.contents.profile(named: profile.name), other.id != profile.id {
            throw .nameTaken(.profile, profile.name)
        }
        state.contents.profileTable[profile.id] = profile
        place(profile.id, kind: .profiles)
    }

    package mutating func removeProfile(_ id: RecordID) throws(VaultError) {
        guard state.contents.profileTable.removeValue(forKey: id) != nil else {
            throw .noSuchEntry(.profile, id.description)
        }
        displace(id, kind: .profiles)
    }

    /// Adds or replaces an intent.
    package mutating func put(_ intent: Intent) throws(VaultError) {
        state.contents.intentTable[intent.id] = intent
        place(intent.id, kind: .journal)
    }

    /// Removes an intent: nothing is owed any more.
    package mutating func settle(intent id: RecordID) throws(VaultError) {
        guard state.contents.intentTable.removeValue(forKey: id) != nil else {
            throw .noSuchEntry(.intent, id.description)
        }
        displace(id, kind: .journal)
    }

    /// Appends to the audit log.
    package mutating func record(_ event: AuditEvent) throws(VaultError) {
        writes.events.append(event)
    }

    private mutating func place(_ id: RecordID, kind: PageKind) {
        state.index()
        writes.dirtyPages.insert(state.place(id, kind: kind))
    }

    private mutating func displace(_ id: RecordID, kind: PageKind) {
        state.index()
        if let page = state.displace(id, kind: kind) { writes.dirtyPages.insert(page) }
    }
}

/// A secret's row.
struct SecretRow {
    static let type: UInt16 = 2

    let id: RecordID
    let generation: UInt64
    let box: [UInt8]
}

/// What a transaction's body has asked for and the file has not.
struct PendingWrites {
    var secrets: [SecretRow] = []
    var removedSecrets: [RecordID] = []
    var dirtyPages: Set<RecordID> = []
    var events: [AuditEvent] = []

    var isEmpty: Bool {
        secrets.isEmpty && removedSecrets.isEmpty && dirtyPages.isEmpty && events.isEmpty
    }
}

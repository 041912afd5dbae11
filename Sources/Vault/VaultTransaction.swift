package import SecretMemory

/// Changes to a vault that happen together or not at all.
///
/// It works on the state as of inside the transaction and collects what is to be sealed; nothing is written
/// before its body has returned.
package struct VaultTransaction: ~Copyable {
    private let key: any VaultKey
    let state: LoadedVault
    private(set) var writes = PendingWrites()

    init(on state: LoadedVault) {
        self.state = state
        key = state.key
    }

    /// Everything but the secrets, as of inside the transaction.
    package var contents: VaultContents { VaultContents(state) }

    /// Adds a key and seals its secret.
    package mutating func add(
        _ record: KeyRecord, secret: borrowing SecretBytes
    ) throws(VaultError) {
        try add(SealedKey(sealing: secret, of: record, key: key))
    }

    /// Adds a key that is sealed already.
    package mutating func add(_ sealed: SealedKey) throws(VaultError) {
        let record = sealed.record
        let hash = try state.hash(of: record.name)
        guard try state.holder(of: hash) == nil else { throw .nameTaken(.key, record.name) }
        guard try state.storedKey(record.id) == nil else { throw .damaged("a key stands twice") }
        writes.secrets.append(sealed.row)
        try put(record.id, .keys)
        state.keys[record.id] = sealed.stored
        try give(hash, to: record.id)
    }

    /// Replaces what is known of a key; its secret stays.
    package mutating func update(_ record: KeyRecord) throws(VaultError) {
        guard let stored = try state.storedKey(record.id) else {
            throw .noSuchEntry(.key, record.name.description)
        }
        if stored.record.name != record.name {
            let hash = try state.hash(of: record.name)
            guard try state.holder(of: hash) == nil else { throw .nameTaken(.key, record.name) }
            try free(try state.hash(of: stored.record.name))
            try give(hash, to: record.id)
        }
        try put(record.id, .keys)
        state.keys[record.id] = StoredKey(record: record, secret: stored.secret)
    }

    package mutating func removeKey(_ id: RecordID) throws(VaultError) {
        guard let stored = try state.storedKey(id) else {
            throw .noSuchEntry(.key, id.description)
        }
        writes.removedSecrets.append(id)
        try remove(id, .keys)
        state.keys[id] = nil
        try free(try state.hash(of: stored.record.name))
    }

    /// Adds or replaces a profile.
    package mutating func put(_ profile: Profile) throws(VaultError) {
        if let other = contents.profile(named: profile.name), other.id != profile.id {
            throw .nameTaken(.profile, profile.name)
        }
        try put(profile.id, .profiles)
        state.profiles[profile.id] = profile
    }

    package mutating func removeProfile(_ id: RecordID) throws(VaultError) {
        guard state.profiles[id] != nil else { throw .noSuchEntry(.profile, id.description) }
        try remove(id, .profiles)
        state.profiles[id] = nil
    }

    /// Adds an intent.
    package mutating func put(_ intent: Intent) throws(VaultError) { try replace(intent) }

    /// Replaces an intent that is still there and in the same hands.
    ///
    /// - Throws: ``VaultError/intentTaken(_:by:)``.
    package mutating func renew(_ intent: Intent) throws(VaultError) {
        try state.requireHeld(intent)
        try replace(intent)
    }

    /// Replaces an intent, whoever holds it.
    package mutating func take(_ intent: Intent) throws(VaultError) { try replace(intent) }

    private mutating func replace(_ intent: Intent) throws(VaultError) {
        try put(intent.id, .journal)
        state.intents[intent.id] = intent
    }

    /// Throws if somebody else has taken the intent over or settled it.
    package func requireHeld(_ intent: Intent) throws(VaultError) {
        try state.requireHeld(intent)
    }

    /// The name of the team's member who answers for an intent; `nil` in a private vault.
    package func holderName(of intent: Intent) -> EntryName? { state.holderName(of: intent) }

    /// Removes an intent: nothing is owed any more.
    package mutating func settle(intent id: RecordID) throws(VaultError) {
        guard state.intents[id] != nil else { throw .noSuchEntry(.intent, id.description) }
        try remove(id, .journal)
        state.intents[id] = nil
    }

    /// Replaces the slots; throws if they have changed meanwhile.
    package mutating func replace(_ old: KeySlots, with new: KeySlots) throws(VaultError) {
        guard state.slots.map(\.bytes) == old.slots.map(\.bytes) else { throw .slotsChanged }
        state.slots = new.slots
        writes.slots = new.slots
    }

    /// Appends to the audit log.
    package mutating func record(_ event: AuditEvent) throws(VaultError) {
        writes.events.append(event)
    }

    private mutating func give(_ name: RecordID, to key: RecordID) throws(VaultError) {
        try put(name, .names)
        state.names[name] = key
    }

    private mutating func free(_ name: RecordID) throws(VaultError) {
        try remove(name, .names)
        state.names[name] = nil
    }

    /// Opens the entry's page, so it comes before the entry changes: what is in the page would take its place.
    private mutating func put(_ id: RecordID, _ kind: PageKind) throws(VaultError) {
        writes.pages.formUnion(try state.put(id, kind: kind))
    }

    private mutating func remove(_ id: RecordID, _ kind: PageKind) throws(VaultError) {
        if let place = try state.remove(id, kind: kind) { writes.pages.insert(place) }
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
    /// Whose entries have changed.
    var pages: Set<PagePlace> = []
    var events: [AuditEvent] = []
    /// All slots, where they change.
    var slots: [Slot]?

    var isEmpty: Bool {
        secrets.isEmpty && removedSecrets.isEmpty && pages.isEmpty && events.isEmpty
            && slots == nil
    }
}

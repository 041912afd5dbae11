import APIClient
import FoundationEssentials
import SecretMemory
import Vault

extension Intent {
    /// What a Tag of ours begins with at OUTSCALE.
    package static let tagPrefix = "vlt1-"

    /// A new intent to issue a key, with a random id that is also its Tag at OUTSCALE.
    init(_ request: IssueRequest, known: [String], _ world: World) {
        let id = RecordID.random()
        self.init(
            id: id, kind: .issue, phase: .sending, profile: request.profile.id,
            keyName: request.name, keyID: RecordID.random(), user: request.user,
            tag: Self.tag(for: id), userTag: request.tag, expiresAt: request.expiresAt,
            endpoint: request.endpoint, hostID: world.hostID, startedAt: world.now(),
            knownKeys: known, accessKeyID: nil)
    }

    /// A new intent about a key that exists.
    init(
        _ kind: Kind, _ key: KeyRecord, change: ChangeKey.Change? = nil, endpoint: String,
        _ world: World
    ) {
        let id = RecordID.random()
        self.init(
            id: id, kind: kind, phase: .sending, profile: key.profile, keyName: key.name,
            keyID: key.id, user: key.user, tag: Self.tag(for: id), userTag: change?.tag,
            expiresAt: change?.expiry, endpoint: endpoint, hostID: world.hostID,
            startedAt: world.now(), knownKeys: [], accessKeyID: key.accessKeyID,
            field: change?.field, targetState: change?.state)
    }

    /// A new intent to let the key of `issue` take another's place.
    init(
        replacing old: KeyRecord, byKeyOf issue: Intent, graceSeconds: Int64, _ world: World
    ) {
        let id = RecordID.random()
        self.init(
            id: id, kind: .rotate, phase: .replacing, profile: old.profile, keyName: old.name,
            keyID: issue.keyID, user: old.user, tag: Self.tag(for: id), userTag: nil,
            expiresAt: issue.expiresAt, endpoint: issue.endpoint, hostID: world.hostID,
            startedAt: world.now(), knownKeys: [], accessKeyID: nil, previousKeyID: old.id,
            graceSeconds: graceSeconds)
    }

    /// What an update makes of its key.
    var change: ChangeKey.Change? {
        switch field {
        case .state: targetState.map { .state($0) }
        case .expiry: .expiry(expiresAt)
        case .tag: .tag(userTag)
        case nil: nil
        }
    }

    /// `vlt1-` and the id in base32: 31 characters that OUTSCALE stores, returns and filters on.
    static func tag(for id: RecordID) -> String { tagPrefix + Base32.encode(id.bytes) }
}

extension KeyRecord {
    /// The record of a key as OUTSCALE answered it, under the names that the intent gave.
    init(issued key: AccessKey, intent: Intent, storedAt: Date) {
        self.init(
            id: intent.keyID, name: intent.keyName, profile: intent.profile, user: intent.user,
            accessKeyID: key.id, state: KeyState(key.state), createdAt: key.createdAt,
            expiresAt: key.expiresAt, tag: key.tag ?? intent.tag, storedAt: storedAt,
            verifiedAt: nil)
    }
}

extension KeyRecord {
    /// What OUTSCALE says of the key, from now on also here.
    mutating func align(with key: AccessKey) {
        state = KeyState(key.state)
        createdAt = key.createdAt ?? createdAt
        expiresAt = key.expiresAt
        tag = key.tag
    }
}

extension AccessKey.State {
    init(_ state: KeyState) {
        switch state {
        case .active: self = .active
        case .inactive: self = .inactive
        }
    }
}

extension KeyState {
    init(_ state: AccessKey.State) {
        switch state {
        case .active: self = .active
        case .inactive: self = .inactive
        }
    }
}

extension AuditEvent {
    init(at date: Date, _ action: Action, intent: Intent) {
        self.init(
            at: date, action: action, key: intent.keyName.description,
            accessKeyID: intent.accessKeyID, detail: intent.tag)
    }

    init(at date: Date, _ action: Action, key: KeyRecord) {
        self.init(
            at: date, action: action, key: key.name.description, accessKeyID: key.accessKeyID,
            detail: nil)
    }
}

extension VaultTransaction {
    /// The first key of a profile signs its API calls.
    mutating func signFirst(with key: KeyRecord) throws(VaultError) {
        guard var profile = contents.profile(id: key.profile), profile.signingKey == nil else {
            return
        }
        profile.signingKey = key.id
        try put(profile)
    }
}

import APIClient
import FoundationEssentials
import SecretMemory
import Vault

extension Intent {
    /// A new intent to issue a key, with a random id that is also its Tag at OUTSCALE.
    init(
        issuing name: EntryName, profile: RecordID, user: String?, userTag: String?,
        expiresAt: Date?, endpoint: String, hostID: String, startedAt: Date, knownKeys: [String]
    ) {
        let id = RecordID.random()
        self.init(
            id: id, kind: .issue, phase: .sending, profile: profile, keyName: name,
            keyID: RecordID.random(), user: user, tag: Self.tag(for: id), userTag: userTag,
            expiresAt: expiresAt, endpoint: endpoint, hostID: hostID, startedAt: startedAt,
            knownKeys: knownKeys, accessKeyID: nil)
    }

    /// `vlt1-` and the id in base32: 31 characters that OUTSCALE stores, returns and filters on.
    private static func tag(for id: RecordID) -> String {
        "vlt1-" + Base32.encode(id.bytes)
    }
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

import Foundation

@testable import Vault

/// A golden file's password and all that it must say, in words of its own.
struct GoldenContent: Codable, Equatable {
    struct Key: Codable, Equatable {
        let name, accessKeyID, secret, state: String
        let profile, storedAt: String
        let user, createdAt, expiresAt, tag, verifiedAt: String?
    }

    struct Event: Codable, Equatable {
        let at, action: String
        let key, accessKeyID, detail: String?
    }

    let password, recoveryCode, vaultID, fingerprint: String
    let epoch: UInt64
    let keys: [Key]
    /// One line for each, in a form of its own.
    let profiles, intents: [String]
    let events: [Event]
}

extension GoldenContent {
    init(format: Int) throws {
        let file = GoldenTests.folder.appending(path: "format-\(format).json")
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }

    init(of vault: borrowing UnlockedVault, _ password: String, _ recoveryCode: String) throws {
        let contents = vault.contents
        (self.password, self.recoveryCode) = (password, recoveryCode)
        (vaultID, epoch) = (vault.vaultID.description, vault.epoch)
        fingerprint = vault.fingerprint
        var keys: [Key] = []
        for key in try contents.keys().sorted(by: { $0.name < $1.name }) {
            keys.append(Key(key, secret: try text(vault.secret(of: key.id))))
        }
        self.keys = keys
        profiles = contents.profiles.map(Self.line)
        intents = contents.intents.map(Self.line).sorted()
        events = try vault.auditTrail().map { Event($0.event) }
    }

    /// The weakest cost that the normal door takes; dates, names and secrets are fixed.
    static func make(in files: VaultFiles) throws -> GoldenContent {
        let code = RecoveryCode.random()
        let codeText = text(code.text)
        let password = "golden password 1"
        try LockedVault.create(
            files, password: bytes(password), recoveryCode: consume code, parameters: .floor,
            at: Samples.date(1_700_000_000))
        var vault = try LockedVault.open(files).unlock(password: bytes(password))
        let names = (0..<66).map { "key-\($0)" }
        try vault.commit(at: Samples.date(1_700_000_001)) { transaction throws(VaultError) in
            try transaction.put(Samples.profile)
            for name in names {
                try transaction.add(Samples.record(name: name), secret: bytes("SECRET-OF-\(name)"))
            }
        }
        try vault.commit(at: Samples.date(1_700_000_002)) { transaction throws(VaultError) in
            for name in names.dropFirst(3) {
                guard let name = EntryName(name),
                    let key = try transaction.contents.key(named: name)
                else { continue }
                try transaction.removeKey(key.id)
            }
            for intent in Samples.intents { try transaction.put(intent) }
            for (second, action) in AuditEvent.Action.allCases.enumerated() {
                try transaction.record(
                    AuditEvent(
                        at: Samples.date(Double(second)), action: action, key: "key-0",
                        accessKeyID: "AKkey-0", detail: "détail \(second)"))
            }
        }
        return try GoldenContent(of: vault, password, codeText)
    }

    private static func line(_ profile: Profile) -> String {
        let parts: [String?] = [
            profile.id.description, profile.name.description, profile.region, profile.endpoint,
            profile.allowsInsecureLoopback.description, profile.caFile, profile.clientCertificate,
            profile.clientKey, profile.defaultLifetime?.description,
            profile.signingKey?.description, profile.accountID, profile.isDefault.description,
        ]
        return parts.map { $0 ?? "-" }.joined(separator: " ")
    }

    private static func line(_ intent: Intent) -> String {
        let parts: [String?] = [
            intent.id.description, intent.profile.description, intent.key.name.description,
            intent.key.record.description, intent.key.user, intent.tag, intent.endpoint,
            intent.host, stamp(intent.startedAt),
        ]
        return (parts + details(intent.work)).map { $0 ?? "-" }.joined(separator: " ")
    }

    private static func details(_ work: Intent.Work) -> [String?] {
        switch work {
        case .issue(let issue):
            [
                "issue", "\(issue.phase)", issue.userTag, issue.expiresAt.map(stamp),
                issue.knownKeys.joined(separator: ","), issue.accessKeyID,
            ]
        case .update(let update): ["update", update.accessKeyID, change(update.change)]
        case .delete(let deletion): ["delete", deletion.accessKeyID]
        case .rotate(let rotation):
            [
                "rotate", phase(rotation.phase), rotation.previous.description,
                rotation.expiresAt.map(stamp), String(rotation.graceSeconds),
            ]
        case .lease(let lease): ["lease", "\(lease.owner)", lease.expiresAt.map(stamp)]
        }
    }

    private static func change(_ change: KeyChange) -> String {
        switch change {
        case .state(let state): "state:\(state)"
        case .expiry(let date): "expiry:\(date.map(stamp) ?? "never")"
        case .tag(let tag): "tag:\(tag ?? "none")"
        }
    }

    private static func phase(_ phase: Intent.Rotation.Phase) -> String {
        switch phase {
        case .replacing: "replacing"
        case .promoted: "promoted"
        case .retired(let date): "retired:\(stamp(date))"
        case .undoing(_, let date): "undoing:\(date.map(stamp) ?? "-")"
        }
    }

    static func stamp(_ date: Date) -> String { date.formatted(.iso8601) }
}

extension GoldenContent.Key {
    init(_ key: KeyRecord, secret: String) {
        let stamp = GoldenContent.stamp
        self.init(
            name: key.name.description, accessKeyID: key.accessKeyID, secret: secret,
            state: "\(key.state)", profile: key.profile.description, storedAt: stamp(key.storedAt),
            user: key.user, createdAt: key.createdAt.map(stamp),
            expiresAt: key.expiresAt.map(stamp),
            tag: key.tag, verifiedAt: key.verifiedAt.map(stamp))
    }
}

extension GoldenContent.Event {
    init(_ event: AuditEvent) {
        self.init(
            at: GoldenContent.stamp(event.at), action: "\(event.action)", key: event.key,
            accessKeyID: event.accessKeyID, detail: event.detail)
    }
}

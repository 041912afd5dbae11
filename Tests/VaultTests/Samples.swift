import Foundation

@testable import Vault

/// Entries with every field, for tests that don't care which.
enum Samples {
    // swift-format-ignore: NeverForceUnwrap
    static let profile = Profile(
        name: EntryName("work")!, region: "eu-west-2", endpoint: "https://api.example.com",
        allowsInsecureLoopback: true, caFile: "/etc/ca.pem", clientCertificate: "/c.pem",
        clientKey: "/k.pem", defaultLifetime: 86_400, signingKey: .random(),
        accountID: "123456789012", isDefault: true)

    // swift-format-ignore: NeverForceUnwrap
    static func record(name: String, user: String? = "alice") -> KeyRecord {
        KeyRecord(
            id: .random(), name: EntryName(name)!, profile: profile.id, user: user,
            accessKeyID: "AK\(name)", state: .inactive, createdAt: date(1_000),
            expiresAt: date(2_000), tag: "vlt1-tag", storedAt: date(1_001), verifiedAt: date(1_002))
    }

    // swift-format-ignore: NeverForceUnwrap
    static func intent(
        _ kind: Intent.Kind = .issue, _ phase: Intent.Phase = .unknown, knownKeys: [String] = []
    ) -> Intent {
        Intent(
            id: .random(), kind: kind, phase: phase, profile: profile.id,
            keyName: EntryName("next")!, keyID: .random(), user: "alice", tag: "vlt1-tag",
            userTag: "mine", expiresAt: date(3_000), endpoint: "https://api.example.com",
            hostID: "host", startedAt: date(1_003), knownKeys: knownKeys, accessKeyID: "AKnext",
            field: kind == .update ? .expiry : nil, targetState: .inactive,
            previousKeyID: .random(), graceSeconds: 3_600,
            notBefore: date(4_000),
            owner: kind == .lease
                ? ProcessIdentity(
                    bootID: "boot", namespace: 4_026_531_836, number: 321, startTime: .max) : nil)
    }

    /// One of every kind in every phase, with and without what may be absent.
    static var intents: [Intent] {
        (1...UInt8.max).compactMap(Intent.Kind.init).flatMap { kind in
            (1...UInt8.max).compactMap(Intent.Phase.init).map { phase in
                var intent = intent(
                    kind, phase, knownKeys: phase == .sending ? [] : ["AK1", "AK2"])
                guard phase == .sending else { return intent }
                (intent.accessKeyID, intent.targetState, intent.previousKeyID) = (nil, nil, nil)
                (intent.graceSeconds, intent.notBefore) = (nil, nil)
                return intent
            }
        }
    }

    static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }
}

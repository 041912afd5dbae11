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
    static func intent(knownKeys: [String]) -> Intent {
        Intent(
            id: .random(), kind: .issue, phase: .unknown, profile: profile.id,
            keyName: EntryName("next")!, keyID: .random(), user: "alice", tag: "vlt1-tag",
            userTag: "mine", expiresAt: date(3_000), endpoint: "https://api.example.com",
            hostID: "host", startedAt: date(1_003), knownKeys: knownKeys, accessKeyID: "AKnext")
    }

    static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }
}

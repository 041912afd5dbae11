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
    static func intent(_ work: Intent.Work) -> Intent {
        Intent(
            id: .random(), profile: profile.id, host: "host", startedAt: date(1_003),
            endpoint: "https://api.example.com", tag: "vlt1-tag",
            key: IntendedKey(record: .random(), name: EntryName("next")!, user: "alice"),
            work: work)
    }

    static func issue(_ phase: Intent.Issue.Phase, knownKeys: [String] = []) -> Intent.Work {
        .issue(
            Intent.Issue(
                phase: phase, userTag: "mine", expiresAt: date(3_000), knownKeys: knownKeys,
                accessKeyID: phase == .sending ? nil : "AKnext"))
    }

    private static func rotation(_ phase: Intent.Rotation.Phase) -> Intent.Work {
        .rotate(
            Intent.Rotation(
                phase: phase, previous: .random(), expiresAt: date(3_000), overlapSeconds: 60,
                graceSeconds: 3_600, wasInactive: phase == .replacing))
    }

    private static let owner = ProcessIdentity(
        bootID: "boot", namespace: 4_026_531_836, number: 321, startTime: .max)

    /// One of every kind in every phase, with and without what may be absent.
    static var intents: [Intent] {
        let issues = [Intent.Issue.Phase.sending, .unknown, .watched, .stored, .elsewhere]
            .map { issue($0, knownKeys: $0 == .sending ? [] : ["AK1", "AK2"]) }
        let changes: [KeyChange] = [
            .state(.active), .state(.inactive), .expiry(date(3_000)), .expiry(nil), .tag("mine"),
            .tag(nil),
        ]
        let updates = changes.map {
            Intent.Work.update(Intent.Update(accessKeyID: "AKnext", change: $0))
        }
        let rotations = [
            Intent.Rotation.Phase.replacing, .promoted(retiredFrom: date(3_500)),
            .retired(deletedFrom: date(4_000)), .undoing(retiredFrom: nil, deletedFrom: nil),
            .undoing(retiredFrom: nil, deletedFrom: date(4_000)),
            .undoing(retiredFrom: date(3_500), deletedFrom: nil),
        ].map(rotation)
        let others: [Intent.Work] = [
            .delete(Intent.Deletion(accessKeyID: "AKnext")),
            .lease(Intent.Lease(owner: owner, expiresAt: date(3_000))),
            .lease(Intent.Lease(owner: owner, expiresAt: nil)),
        ]
        return (issues + updates + rotations + others).flatMap { work in
            var deleted = intent(work)
            deleted.acceptedDeletions = ["AKnext", "AKother"]
            return [intent(work), deleted]
        }
    }

    static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }
}

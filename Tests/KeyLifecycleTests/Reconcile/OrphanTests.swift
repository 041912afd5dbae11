import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("What reconcile makes of keys that the vault does not hold")
struct OrphanTests {
    private let stage: Stage
    private let kept: KeptKeys

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
    }

    private func kinds(in other: Profile? = nil) throws -> [Finding.Kind] {
        let vault = try stage.unlocked()
        return try Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: stage.context()
        ).run("alice", profile: other ?? stage.profile, in: vault.contents).findings.map(\.kind)
    }

    @Test func `a key that another profile has is not another vault's`() throws {
        try stage.issue()
        let second = Profile(
            name: try #require(EntryName("second")), region: "eu-west-2", isDefault: false)
        #expect(try kinds(in: second) == [.otherProfile])
    }

    @Test func `a twin of a creation that is settled is ours`() throws {
        try stage.issue()
        let create = try #require(stage.outscale.calls.first { $0.action == "CreateAccessKey" })
        #expect(try stage.openIntents().isEmpty)
        kept.add(KeptKeys.Key(id: "AKTWIN", tag: create.member("Tag"), expiry: nil))
        #expect(try kinds() == [.matched, .orphan])
    }

    /// As in a restored file, or a private copy of a team's vault: the creation was open and ended elsewhere.
    @Test func `a key whose creation has no end in this vault is nobody's orphan`() throws {
        stage.outscale.next("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        let open = try #require(try stage.openIntents().first)
        try stage.drop(open)
        kept.add(KeptKeys.Key(id: "AKINUSE", tag: open.tag, expiry: nil))
        #expect(try kinds() == [.cloudOnly])
    }

    @Test func `a key that was forgotten is nobody's orphan`() throws {
        let key = try stage.issue().key
        try stage.forget(key)
        #expect(try kinds() == [.cloudOnly])
    }

    @Test func `a key whose deletion was believed, and that lives, is ours`() throws {
        let key = try stage.issue().key
        let cloud = try #require(kept.all.first)
        try stage.delete(key)
        kept.add(cloud)
        #expect(try kinds() == [.orphan])
    }

    @Test func `so is the key of a lease that has ended`() throws {
        let lease = try stage.lease(proven: false)
        let cloud = try #require(kept.all.first)
        try stage.end(lease)
        kept.add(cloud)
        #expect(try kinds() == [.orphan])
    }

    @Test(arguments: [true, false])
    func `one that OUTSCALE does not delete is left in peace only once it has expired`(
        hasExpired: Bool
    ) throws {
        let key = try stage.issue().key
        try stage.delete(key)
        let expiry = stage.now.addingTimeInterval(hasExpired ? -60 : 60).formatted(.iso8601)
        kept.add(KeptKeys.Key(id: key.accessKeyID, tag: key.tag, expiry: expiry))
        kept.refusesChanges()
        var vault = try stage.unlocked()
        let reconciliation = Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: stage.context())
        let found = try reconciliation.run("alice", profile: stage.profile, in: vault.contents)
        let lock = try VaultLock(acquiring: stage.files, waiting: 1)
        var isLeft = false
        do {
            isLeft =
                try reconciliation.delete(
                    orphan: try #require(found.findings.first), of: stage.profile,
                    endpoint: "https://api.eu-west-2.outscale.com", in: &vault, holding: lock)
                != nil
        } catch let LifecycleError.api(error) {
            #expect(error.outcome == .nothingHappened)
        }
        #expect(isLeft == hasExpired)
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `a list that names a key twice is one finding`() throws {
        try stage.issue()
        kept.listsTwice()
        #expect(try kinds() == [.matched])
    }
}

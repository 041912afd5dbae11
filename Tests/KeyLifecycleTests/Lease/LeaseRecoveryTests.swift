import Foundation
import LocalMachine
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("What recovery makes of a lease")
struct LeaseRecoveryTests {
    private let stage: Stage
    private let kept: KeptKeys

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
    }

    private var isSettled: Bool {
        get throws {
            let vault = try stage.unlocked()
            return vault.contents.keyCount == 0 && vault.contents.intents.isEmpty
        }
    }

    @Test(arguments: [0.0, 100_000])
    func `a lease whose process runs is left alone, and nothing is open`(later: Double) throws {
        try stage.lease()
        stage.pass(later)
        let calls = stage.outscale.calls.count
        #expect(try stage.recover().isEmpty)
        #expect(stage.outscale.calls.count == calls)
        #expect(kept.all.count == 1)
    }

    @Test func `a lease whose process has ended is ended, once`() throws {
        let lease = try stage.lease()
        stage.ownerIs(.ended)
        let result = try #require(try stage.recover().first)
        guard case .leaseEnded(lease.issued.key.accessKeyID?) = result.outcome else {
            Issue.record("it was \(result.outcome)")
            return
        }
        #expect(!result.isOpen)
        #expect(try isSettled && kept.all.isEmpty)
        let epoch = try stage.unlocked().epoch
        #expect(try stage.recover().isEmpty)
        #expect(try stage.unlocked().epoch == epoch)
    }

    @Test(arguments: ["here", "there"])
    func `one whose process can't be seen from here is left alone until its expiry`(
        host: String
    ) throws {
        try stage.lease()
        // On another machine, the process table here says nothing about it.
        stage.ownerIs(host == "here" ? .outOfSight : .ended)
        stage.pass(3599)
        #expect(try stage.recover(host: host).isEmpty)
        #expect(kept.all.count == 1)
        stage.pass(1)
        guard case .leaseEnded = try #require(try stage.recover(host: host).first).outcome else {
            Issue.record("it was not ended")
            return
        }
        #expect(try isSettled && kept.all.isEmpty)
    }

    @Test func `one whose process can't be read of stays open, and its key lives`() throws {
        try stage.lease()
        stage.ownerIs(.unreadable)
        let result = try #require(try stage.recover().first)
        #expect(result.isOpen)
        #expect(kept.all.count == 1)
        stage.ownerIs(.ended)
        _ = try stage.recover()
        #expect(try isSettled && kept.all.isEmpty)
    }

    @Test func `one whose process can't be read of is ended once its key has expired`() throws {
        try stage.lease()
        stage.ownerIs(.unreadable)
        stage.pass(3600)
        _ = try stage.recover()
        #expect(try isSettled && kept.all.isEmpty)
    }

    @Test func `one for which no key was made is settled`() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.lease() }
        #expect(try stage.openIntents().count { $0.issue != nil } == 1)
        #expect(try stage.openIntents().count { $0.lease != nil } == 1)
        stage.ownerIs(.ended)
        _ = try stage.recover()
        // The creation itself stays open for its day.
        #expect(try stage.openIntents().allSatisfy { $0.issue != nil })
    }

    @Test func `one whose creation lacks its clean-up goes with it`() throws {
        let lease = try stage.lease()
        try reopenIssue(of: lease)
        stage.ownerIs(.ended)
        _ = try stage.recover()
        #expect(try isSettled && kept.all.isEmpty)
    }

    @Test func `its owner's end takes a creation along that lacks its clean-up`() throws {
        let lease = try stage.lease()
        try reopenIssue(of: lease)
        try stage.end(lease)
        #expect(try isSettled && kept.all.isEmpty)
    }

    @Test func `one whose key OUTSCALE does not have is settled once that is a proof`() throws {
        let lease = try stage.lease()
        kept.remove(lease.issued.key.accessKeyID)
        stage.ownerIs(.ended)
        guard case .failed(.endUnproven) = try #require(try stage.recover().first).outcome else {
            Issue.record("a young key's absence was believed")
            return
        }
        #expect(try stage.record(lease.issued.key.id) != nil)
        stage.pass(90_000)
        guard case .leaseEnded = try #require(try stage.recover().first).outcome else {
            Issue.record("it was not ended")
            return
        }
        #expect(try isSettled)
    }

    @Test func `one that can't be ended now stays open, and is ended later`() throws {
        _ = try stage.lease()
        stage.ownerIs(.ended)
        kept.isDown = true
        #expect(try #require(try stage.recover().first).isOpen)
        #expect(try stage.openIntents().count { $0.lease != nil } == 1)
        kept.isDown = false
        _ = try stage.recover()
        #expect(try isSettled && kept.all.isEmpty)
    }

    /// As a crash between storing and clean-up leaves it.
    private func reopenIssue(of lease: Lease) throws {
        var vault = try stage.unlocked()
        let record = lease.issued.key
        let request = IssueRequest(
            name: record.name, profile: stage.profile, user: record.user,
            expiresAt: record.expiresAt, tag: nil, endpoint: lease.intent.endpoint)
        let fresh = Intent(issuing: request, known: [], stage.context())
        let issue = Intent(
            id: fresh.id, profile: fresh.profile, host: "here", startedAt: stage.now,
            endpoint: fresh.endpoint, tag: fresh.tag,
            key: IntendedKey(record),
            work: .issue(
                Intent.Issue(
                    phase: .stored, userTag: nil, expiresAt: record.expiresAt, knownKeys: [],
                    accessKeyID: record.accessKeyID)))
        try vault.commit(at: stage.now) { transaction throws(VaultError) in
            try transaction.put(issue)
        }
    }
}

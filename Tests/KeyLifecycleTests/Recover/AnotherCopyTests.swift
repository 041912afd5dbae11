import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("What another copy of the vault has begun")
struct AnotherCopyTests {
    private let stage: Stage
    private let kept: KeptKeys

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
    }

    /// A copy of the vault was taken while this creation ran; its key is in use where it was begun.
    private func begunThere() throws -> Intent {
        stage.outscale.next("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        let open = try #require(try stage.openIntents().first).advanced(to: .sending)
        try stage.leave(open)
        kept.add(KeptKeys.Key(id: "AKINUSE", tag: open.tag, expiry: nil))
        return open
    }

    @Test(arguments: [60.0, 90_000, 9_000_000])
    func `is not ended here, however long ago: its key may be in use`(seconds: Double) throws {
        _ = try begunThere()
        stage.pass(seconds)
        guard case .otherMachine = try #require(try stage.recover(host: "copy").first).outcome
        else {
            Issue.record("a copy has decided about another's key")
            return
        }
        #expect(kept.all.map(\.id) == ["AKINUSE"])
        #expect(try stage.openIntents().count == 1)
    }

    @Test func `is ended here once a person has taken it over`() throws {
        _ = try begunThere()
        try stage.adopt(host: "copy")
        guard
            case .compensated(["AKINUSE"]) = try #require(try stage.recover(host: "copy").first)
                .outcome
        else {
            Issue.record("it was not taken over")
            return
        }
        #expect(kept.all.isEmpty)
    }

    /// Nor here, where a landing file that can't be read may have the secret.
    @Test(arguments: ["copy", "here"])
    func `has made a key that is no orphan while it is open`(host: String) throws {
        _ = try begunThere()
        let vault = try stage.unlocked()
        let context = stage.context(host: host)
        let findings = try Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: context
        ).run("alice", profile: stage.profile, in: vault.contents).findings
        #expect(findings.map(\.kind) == [.pending])
    }

    @Test func `and is a change is not sent again here`() throws {
        let key = try stage.issue(verified: true).key
        kept.hide(key.accessKeyID)
        #expect(throws: LifecycleError.self) { try stage.change(key, .state(.inactive)) }
        kept.showAll()
        kept.change(key.accessKeyID) { $0.state = "ACTIVE" }
        stage.pass(90_000)
        guard case .otherMachine = try #require(try stage.recover(host: "copy").first).outcome
        else {
            Issue.record("a copy has sent another's change")
            return
        }
        #expect(kept.all.first?.state == "ACTIVE")
    }

    @Test func `and is a rotation goes on where it was begun alone`() throws {
        let old = try stage.issue(verified: true).key
        try stage.rotate(old, overlap: 3_600)
        let ids = kept.all.map(\.id)
        stage.pass(90_000)
        #expect {
            try stage.rotate(old, host: "copy")
        } throws: { error in
            guard case LifecycleError.begunElsewhere = error else { return false }
            return true
        }
        #expect(kept.all.map(\.id) == ids)
        #expect(kept.all.allSatisfy { $0.state == "ACTIVE" })
    }
}

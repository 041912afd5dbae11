import Foundation
import LocalMachine
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("What something keeps saying no to")
struct GivenUpTests {
    private static let gateway = ScriptedOutscale.Reply.json(
        407, "<html>Proxy login required</html>")

    @Test func `is given up if it is a change that no list shows for longer than the quarantine`()
        throws
    {
        let (stage, kept, key) = try Stage.holdingKey()
        kept.hide(key.accessKeyID)
        #expect(throws: LifecycleError.self) { try stage.change(key, .state(.inactive)) }
        _ = try stage.recover()
        #expect(try stage.openIntents().count == 1)
        stage.pass(90_000)
        guard case .abandoned = try #require(try stage.recover().first).outcome else {
            Issue.record("it stays open for ever")
            return
        }
        #expect(try stage.openIntents().isEmpty && stage.record(key.id) != nil)
    }

    @Test(arguments: [true, false])
    func `is given up if it is a deletion only while the key is listed`(isListed: Bool) throws {
        let stage = try Stage()
        stage.outscale.on("DeleteAccessKey", Self.gateway)
        stage.outscale.on("DeleteAccessKey", Self.gateway)
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue().key
        try stage.leave(
            Intent(
                deleting: key, endpoint: "https://api.eu-west-2.outscale.com", stage.context()))
        stage.pass(90_000)
        if !isListed { kept.hide(key.accessKeyID) }
        _ = try stage.recover()
        #expect(try stage.openIntents().isEmpty == isListed)
        #expect(try stage.record(key.id) != nil)
    }

    @Test func `does not count as the key's end, if it is about something else`() throws {
        let stage = try Stage()
        for _ in 0..<2 {
            stage.outscale.on("DeleteAccessKey", ScriptedOutscale.refusal(409, code: "9029"))
        }
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue().key
        stage.pass(90_000)
        kept.hide(key.accessKeyID)
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        #expect(try kept.all.count == 1 && stage.record(key.id) != nil)
    }

    @Test func `ends a lease whose key has expired, and the key stays in the vault`() throws {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        let lease = try stage.lease()
        kept.refusesChanges()
        stage.ownerIs(.ended)
        #expect(try #require(try stage.recover().first).isOpen)
        stage.pass(3_700)
        guard case .leaseKeyKept = try #require(try stage.recover().first).outcome else {
            Issue.record("it stays open for ever")
            return
        }
        #expect(try stage.openIntents().isEmpty)
        #expect(try stage.record(lease.issued.key.id) != nil)
    }
}

import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("An old key that no list has")
struct AbsenceTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey()
        stage.pass(90_000)
    }

    @Test func `is not called deleted at the first look: the list of users may be behind`() throws {
        kept.rename("alice", to: "alicia")
        stage.outscale.next("ReadUsers", ScriptedOutscale.users(["alice"]))
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        #expect(try stage.record(key.id) != nil && kept.all.count == 1)
        _ = try stage.recover()
        #expect(try kept.all.isEmpty && stage.record(key.id) == nil)
    }

    @Test func `is called deleted if it is still so a day later`() throws {
        kept.remove(key.accessKeyID)
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("one look was believed")
        } catch LifecycleError.endUnproven(_, let end, _) { #expect(end > stage.now) }
        #expect(try #require(try stage.openIntents().first).absentSince != nil)
        stage.pass(86_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) != nil)
        stage.pass(4_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil && stage.openIntents().isEmpty)
    }

    @Test func `begins its day anew where a list has had it again`() throws {
        kept.remove(key.accessKeyID)
        try? stage.delete(key)
        kept.add(KeptKeys.Key(id: key.accessKeyID))
        kept.refusesChanges()
        stage.outscale.next("DeleteAccessKey", ScriptedOutscale.refusal(400, code: "5076"))
        stage.outscale.next("UpdateAccessKey", ScriptedOutscale.refusal(400, code: "5076"))
        stage.pass(80_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) != nil)
        kept.remove(key.accessKeyID)
        kept.acceptsChanges()
        stage.pass(10_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) != nil)
    }

    @Test func `is deleted by its id although OUTSCALE denies that there is one to make inactive`()
        throws
    {
        kept.change(key.accessKeyID) { $0.state = "INACTIVE" }
        kept.hide(key.accessKeyID)
        stage.outscale.next("UpdateAccessKey", ScriptedOutscale.refusal(400, code: "5076"))
        try stage.delete(key)
        #expect(try kept.all.isEmpty && stage.record(key.id) == nil)
        #expect(stage.outscale.actions.contains("DeleteAccessKey"))
    }

    @Test(arguments: [403, 404])
    func `whose deletion was carried out, and answered by a gateway, is asked for again`(
        status: Int
    ) throws {
        stage.outscale.drop("DeleteAccessKey")
        stage.outscale.on("DeleteAccessKey") { [kept, key] _ in
            kept.remove(key.accessKeyID)
            return .json(status, "<html>blocked</html>")
        }
        stage.outscale.on("DeleteAccessKey", ScriptedOutscale.refusal(400, code: "5076"))
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("a gateway's word was believed")
        } catch LifecycleError.endUnproven {}
        #expect(stage.outscale.actions.count { $0 == "DeleteAccessKey" } == 2)
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil && stage.openIntents().isEmpty)
    }
}

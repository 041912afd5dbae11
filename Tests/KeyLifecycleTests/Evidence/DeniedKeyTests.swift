import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

/// docs/evidence.md: a key is gone where OUTSCALE says so, nobody's list has it, and it is not young.
@Suite("The end of an old key whose deletion is denied")
struct DeniedKeyTests {
    @Test func `is not proven where the users can't be listed: its user may be renamed`() throws {
        let (stage, kept, key) = try Stage.holdingKey()
        stage.outscale.on("ReadUsers", ScriptedOutscale.refusal(401, code: "4"))
        stage.outscale.drop("ReadUsers")
        kept.rename("alice", to: "alicia")
        stage.pass(90_000)
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        #expect(kept.all.map(\.state) == ["ACTIVE"])
        #expect(try stage.record(key.id) != nil)
    }

    @Test func `is not proven by a gateway's 403 while lists are behind`() throws {
        let stage = try Stage()
        for _ in 0..<3 {
            stage.outscale.on("DeleteAccessKey", .json(403, "<html>Forbidden</html>"))
        }
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue().key
        kept.hide(key.accessKeyID)
        stage.pass(90_000)
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        #expect(kept.all.count == 1)
        #expect(try stage.record(key.id) != nil)
    }

    static let answersAboutExpired = [
        ScriptedOutscale.Reply.problem(409, "{\"title\":\"the key has expired\"}"),
        ScriptedOutscale.refusal(400, code: "5075"),
    ]

    @Test(arguments: answersAboutExpired)
    func `is not proven of an expired key by less than OUTSCALE's word: lists may leave it out`(
        refusal: ScriptedOutscale.Reply
    ) throws {
        let stage = try Stage()
        for action in ["UpdateAccessKey", "DeleteAccessKey"] {
            for _ in 0..<3 { stage.outscale.on(action, refusal) }
        }
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue(expiresIn: 3_600).key
        kept.hide(key.accessKeyID)
        stage.pass(90_000)
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        #expect(try stage.record(key.id) != nil && stage.openIntents().isEmpty)
    }

    @Test func `is not proven by two lists of users that are of different ages`() throws {
        let (stage, kept, key) = try Stage.holdingKey()
        kept.rename("alice", to: "alicia")
        stage.outscale.drop("ReadUsers")
        for name in ["alice", "alicia"] {
            stage.outscale.on("ReadUsers", ScriptedOutscale.users([name]))
        }
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { call in
            call.member("UserName") == "alice"
                ? ScriptedOutscale.refusal(400, code: "5075") : kept.listing(for: call)
        }
        stage.pass(90_000)
        do { try stage.delete(key) } catch {}
        #expect(try stage.record(key.id) != nil || kept.all.isEmpty)
    }

    @Test func `is no contradiction of a key that lists have and that has expired`() throws {
        let stage = try Stage()
        for action in ["UpdateAccessKey", "DeleteAccessKey"] {
            for _ in 0..<2 {
                stage.outscale.on(action, ScriptedOutscale.refusal(400, code: "5076"))
            }
        }
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue(expiresIn: 3_600).key
        stage.pass(7_200)
        // As of an orphan: the vault has no record of it.
        var change = ConfirmedChange(
            client: stage.client(), user: "alice", stage.context())
        do throws(any Error) {
            _ = try change.requestDeletion(of: KnownKey(id: key.accessKeyID))
            Issue.record("a key that is there was called gone")
        } catch LifecycleError.api {}
        #expect(kept.all.count == 1)
    }
}

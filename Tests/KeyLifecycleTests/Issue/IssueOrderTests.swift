import Foundation
import SecretMemory
import Synchronization
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("Before and after CreateAccessKey")
struct IssueOrderTests {
    @Test func `the intent is on the disk, with the request's tag, before the request`() throws {
        let stage = try Stage()
        let seen = Mutex<[Intent]>([])
        let reserved = Mutex<[String]>([])
        stage.outscale.on("CreateAccessKey") { call in
            reserved.withLock { $0 = stage.landings }
            let intents = (try? stage.openIntents()) ?? []
            seen.withLock { $0 = intents }
            return ScriptedOutscale.created(call)
        }
        try stage.issue()
        let intent = try #require(seen.withLock { $0 }.first)
        let call = try #require(stage.outscale.calls.first { $0.action == "CreateAccessKey" })
        #expect(intent.issue?.phase == .sending)
        #expect(call.member("Tag") == intent.tag)
        #expect(reserved.withLock { $0 }.count == 1)
    }

    @Test func `the secret is stored and read back, and nothing stays open`() throws {
        let stage = try Stage()
        let issued = try stage.issue(expiresIn: 86_400)
        let vault = try stage.unlocked()
        #expect(
            try vault.secret(of: issued.key.id).isEqual(to: Stage.bytes(ScriptedOutscale.secret)))
        #expect(vault.contents.intents.isEmpty)
        #expect(stage.landings.isEmpty)
    }

    @Test(arguments: [
        ScriptedOutscale.Reply.failure(.timedOut, sent: true),
        .failure(.connectionLost, sent: true), .failure(.notConnected, sent: false),
        .json(500, "{}"), .json(502, "<html>"), .json(503, "{}"), .json(429, "{}"),
        .json(200, "{"), .json(200, "{\"AccessKey\":{\"AccessKeyId\":\"AKNEW\"}}"),
        .json(302, ""),
    ])
    func `the request is sent once, whatever comes back`(reply: ScriptedOutscale.Reply) throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", reply)
        #expect(throws: LifecycleError.self) { try stage.issue() }
        #expect(stage.outscale.actions.count { $0 == "CreateAccessKey" } == 1)
        #expect(try stage.unlocked().contents.keyCount == 0)
    }

    @Test(arguments: [
        (TransportFailure.Cause.notConnected, false, 0), (.timedOut, true, 1),
    ])
    func `the intent stays open only where the request may have been sent`(
        cause: TransportFailure.Cause, sent: Bool, open: Int
    ) throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(cause, sent: sent))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        #expect(try stage.unlocked().contents.intents.count == open)
    }

    @Test func `the user's own tag is set with the expiry resent`() throws {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        try stage.issue(expiresIn: 86_400, tag: "mine")
        #expect(kept.all.map(\.tag) == ["mine"])
        let create = try #require(stage.outscale.calls.first { $0.action == "CreateAccessKey" })
        let update = try #require(stage.outscale.calls.first { $0.action == "UpdateAccessKey" })
        #expect(update.member("Tag") == "mine")
        #expect(update.member("ExpirationDate") == create.member("ExpirationDate"))
        #expect(update.member("ExpirationDate") != nil)
    }

    @Test func `the user's own tag clears no expiry that the answer to the creation left out`()
        throws
    {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        kept.leavesExpiriesOut()
        let issued = try stage.issue(expiresIn: 86_400, tag: "mine")
        #expect(kept.all.first?.expiry != nil && kept.all.first?.tag == "mine")
        #expect(issued.key.expiresAt != nil && issued.key.tag == "mine")
        #expect(try stage.record(issued.key.id)?.expiresAt == issued.key.expiresAt)
    }

    @Test func `an answer that names a key which was there before is none`() throws {
        let stage = try Stage()
        stage.outscale.on(
            "ReadAccessKeys", ScriptedOutscale.keys([ScriptedOutscale.key("AKNEW")]))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        #expect(try stage.unlocked().contents.keyCount == 0)
        #expect(try stage.openIntents().map(\.issue?.phase) == [.unknown])
        #expect(!stage.outscale.actions.contains("DeleteAccessKey"))
    }

    @Test func `a throttled creation that OUTSCALE lists all the same is deleted`() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", ScriptedOutscale.refusal(429, code: "24"))
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([]))
        for state in ["ACTIVE", "ACTIVE", "INACTIVE"] {
            stage.outscale.on("ReadAccessKeys") { [outscale = stage.outscale] _ in
                let tag = outscale.calls.first { $0.action == "CreateAccessKey" }?.member("Tag")
                return ScriptedOutscale.keys([
                    ScriptedOutscale.key("AKLOST", state: state, tag: tag)
                ])
            }
        }
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([]))
        stage.outscale.on(
            "UpdateAccessKey",
            .json(
                200,
                "{\"AccessKey\":\(ScriptedOutscale.key("AKLOST", state: "INACTIVE")),\"ResponseContext\":{}}"
            ))
        stage.outscale.on(
            "DeleteAccessKey", .json(200, "{\"ResponseContext\":{\"RequestId\":\"r-2\"}}"))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        let deleted = stage.outscale.calls.filter { $0.action == "DeleteAccessKey" }
        #expect(deleted.map { $0.member("AccessKeyId") } == ["AKLOST"])
    }
}

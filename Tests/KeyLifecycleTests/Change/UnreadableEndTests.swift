import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A deletion that was accepted, where the owner's list can't be read afterwards")
struct UnreadableEndTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    static let answers: [ScriptedOutscale.Reply] = [
        .json(403, "<html>blocked</html>"),
        .problem(404, "{\"title\":\"not here\"}"),
        ScriptedOutscale.refusal(401, code: "4"),
    ]

    init() throws {
        (stage, kept, key) = try Stage.holdingKey()
        kept.ignoresDeletions()
    }

    /// From the deletion on the owner's list is answered so.
    private func blind(_ answer: ScriptedOutscale.Reply) {
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { [stage, kept] call in
            let isSent = stage.outscale.actions.contains("DeleteAccessKey")
            return isSent && call.member("UserName") == "alice" ? answer : kept.listing(for: call)
        }
    }

    @Test(arguments: answers.indices)
    func `is not proven, whatever the others' lists say`(number: Int) throws {
        blind(Self.answers[number])
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        #expect(try stage.record(key.id) != nil && stage.openIntents().count == 1)
    }

    @Test func `is looked for under the owner's new name`() throws {
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        kept.rename("alice", to: "alicia")
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { [kept] call in
            call.member("UserName") == "alice"
                ? ScriptedOutscale.refusal(400, code: "5075") : kept.listing(for: call)
        }
        _ = try stage.recover()
        #expect(try stage.record(key.id) != nil)
        #expect(kept.all.map(\.owner) == ["alicia"])
    }

    @Test(arguments: answers.indices)
    func `is not given up after a day either`(number: Int) throws {
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        stage.outscale.drop("ReadAccessKeys")
        let answer = Self.answers[number]
        stage.outscale.on("ReadAccessKeys") { [kept] call in
            call.member("UserName") == "alice" ? answer : kept.listing(for: call)
        }
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) != nil && stage.openIntents().count == 1)
    }
}

@Suite("A key older than a day whose owner nothing is heard of")
struct UnheardOwnerTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey()
        stage.pass(90_000)
    }

    private func answer(_ actions: [String], _ reply: ScriptedOutscale.Reply) {
        for action in actions {
            stage.outscale.drop(action)
            stage.outscale.on(action) { [kept] call in
                call.member("UserName") != "alice" && call.action == "ReadAccessKeys"
                    ? kept.listing(for: call) : reply
            }
        }
    }

    @Test func `is neither gone nor unknown where a proxy answers for OUTSCALE`() throws {
        answer(
            ["ReadAccessKeys", "UpdateAccessKey", "DeleteAccessKey"],
            .json(403, "<html>blocked</html>"))
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("a proxy's word was believed")
        } catch LifecycleError.changeOpen {}
        #expect(try stage.record(key.id) != nil && stage.openIntents().count == 1)
    }

    @Test func `is not gone because its user has another name that no list of users has yet`()
        throws
    {
        answer(
            ["ReadAccessKeys", "UpdateAccessKey", "DeleteAccessKey"],
            ScriptedOutscale.refusal(400, code: "5075"))
        #expect(throws: LifecycleError.self) { try stage.delete(key) }
        #expect(try stage.record(key.id) != nil)
    }
}

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
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        key = try stage.issue().key
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
}

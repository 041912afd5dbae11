import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("The proof of a new key")
struct VerificationTests {
    private func prove(_ replies: [ScriptedOutscale.Reply]) throws -> (Verification, Stage, Int) {
        let stage = try Stage()
        replies.forEach { reply in stage.outscale.on("ReadAccessKeys") { _ in reply } }
        var verification = KeyVerification(client: stage.client(), context: stage.context())
        let verdict = verification.run(accessKeyID: "AKNEW")
        return (verdict, stage, stage.outscale.calls.count)
    }

    @Test func `is one call where the key works`() throws {
        let (verdict, stage, calls) = try prove([ScriptedOutscale.keys([])])
        #expect(verdict.isProof && calls == 1 && stage.pauses.isEmpty)
    }

    @Test func `is at most three calls, further and further apart, since four lock a key`() throws {
        let (verdict, stage, calls) = try prove([ScriptedOutscale.refusal(401, code: "1")])
        #expect(!verdict.isProof && calls == 3)
        #expect(stage.pauses == [2, 5])
    }

    @Test func `takes a key that OUTSCALE needs seconds to know`() throws {
        let (verdict, _, calls) = try prove([
            ScriptedOutscale.refusal(401, code: "1"), ScriptedOutscale.keys([]),
        ])
        #expect(verdict.isProof && calls == 2)
    }

    @Test(arguments: ["11", "13", "14"])
    func `stops at a code that says locked or forbidden`(code: String) throws {
        let (verdict, _, calls) = try prove([ScriptedOutscale.refusal(401, code: code)])
        #expect(!verdict.isProof && calls == 1)
    }

    @Test(arguments: ["4", "5", "7"])
    func `counts a refusal for want of rights as proof`(code: String) throws {
        let (verdict, _, calls) = try prove([ScriptedOutscale.refusal(401, code: code)])
        #expect(verdict.isProof && calls == 1)
    }

    @Test func `can't be had, and the key is stored all the same`() throws {
        let stage = try Stage()
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([]))
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.refusal(401, code: "1"))
        let issued = try stage.issue(verified: true)
        #expect(!issued.verification.isProof)
        #expect(try stage.unlocked().contents.key(id: issued.key.id)?.verifiedAt == nil)
    }
}

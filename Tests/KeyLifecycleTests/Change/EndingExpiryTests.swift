import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("The expiry of a key that is about to be deleted")
struct EndingExpiryTests {
    @Test func `is a near date where OUTSCALE refuses its own, say for a ceiling`() throws {
        let stage = try Stage()
        stage.outscale.on("UpdateAccessKey", ScriptedOutscale.refusal(409, code: "4118"))
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue(expiresIn: 86_400).key
        try stage.delete(key)
        #expect(try kept.all.isEmpty && stage.record(key.id) == nil)
        let sent = stage.outscale.calls.filter { $0.action == "UpdateAccessKey" }
            .map { $0.member("ExpirationDate") }
        let soon = OutscaleDate.text(stage.now.addingTimeInterval(900))
        #expect(sent == [key.expiresAt.map(OutscaleDate.text), soon])
    }
}

@Suite("A key that is disabled or enabled under a ceiling that has come since")
struct DisabledUnderCeilingTests {
    static let refusals = [
        ScriptedOutscale.refusal(409, code: "4118"),
        .problem(409, "{\"title\":\"the key must expire earlier\"}"),
        // Neither a code nor a request's id: it may be anybody's.
        .json(400, "{\"__type\":\"ApiAccessPolicyConflict\",\"message\":\"too long\"}"),
    ]

    @Test(arguments: [nil, 20 * 86_400.0], refusals)
    func `gets the latest expiry that the account allows, which is said`(
        lifetime: Double?, refusal: ScriptedOutscale.Reply
    ) throws {
        let stage = try Stage()
        stage.outscale.on("UpdateAccessKey", refusal)
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue(expiresIn: lifetime, verified: true).key
        stage.outscale.on(
            "ReadApiAccessPolicy",
            ScriptedOutscale.ceiling(seconds: 604_800))
        let changed = try stage.change(key, .state(.inactive))
        #expect(changed.isCut && changed.isAsAsked && kept.all.first?.state == "INACTIVE")
        let expiry = try #require(kept.all.first?.expiry.flatMap(OutscaleDate.parse))
        #expect(expiry <= stage.now.addingTimeInterval(7 * 86_400))
        #expect(try stage.change(changed.key, .state(.active)).isAsAsked)
    }

    /// Nobody who tags a key, or wakes it, means to end it in a week.
    @Test(arguments: [nil, 20 * 86_400.0], [KeyChange.tag("prod"), .state(.active)])
    func `keeps its expiry where it stays in use: the change is refused`(
        lifetime: Double?, change: KeyChange
    ) throws {
        let stage = try Stage()
        stage.outscale.on("UpdateAccessKey", ScriptedOutscale.refusal(409, code: "4118"))
        let kept = KeptKeys(of: stage.outscale)
        let key = try stage.issue(expiresIn: lifetime, verified: true).key
        stage.outscale.on("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 604_800))
        stage.outscale.always("UpdateAccessKey", ScriptedOutscale.refusal(409, code: "4118"))
        #expect {
            try stage.change(key, change)
        } throws: { error in
            guard case LifecycleError.keptExpiryBeyondCeiling = error else { return false }
            return true
        }
        #expect(try stage.record(key.id)?.expiresAt == key.expiresAt)
        #expect(kept.all.map(\.id) == [key.accessKeyID])
        #expect(try stage.openIntents().isEmpty)
    }
}

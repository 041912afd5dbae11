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

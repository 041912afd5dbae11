import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A recovery by login")
struct LoginTests {
    /// OUTSCALE takes a login for the calls on access keys and on the API access policy only.
    @Test func `settles a lost creation without a call that OUTSCALE does not take from a login`()
        throws
    {
        let stage = try Stage()
        stage.logsIn(as: "root@example.com")
        for action in ["ReadAccounts", "ReadUsers", "ReadQuotas"] {
            stage.outscale.on(action, ScriptedOutscale.refusal(401, code: "9"))
        }
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        #expect(try #require(try stage.openIntents().first).caller == "root@example.com")
        let before = stage.outscale.actions.count
        stage.pass(90_000)
        guard case .nothingMade = try #require(try stage.recover().first).outcome else {
            Issue.record("it can't be settled")
            return
        }
        let after = stage.outscale.actions.dropFirst(before)
        #expect(!after.contains("ReadAccounts") && !after.contains("ReadUsers"))
    }
}

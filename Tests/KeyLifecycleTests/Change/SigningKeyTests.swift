import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("The signing key, taken away by a request whose answer was lost")
struct SigningKeyTests {
    @Test(arguments: [nil, KeyChange.state(.inactive)])
    func `is refused once, and another signer is asked for`(change: KeyChange?) throws {
        let (stage, kept, key) = try Stage.holdingKey()
        try stage.sign(with: key)
        let endpoint = "https://api.eu-west-2.outscale.com"
        try stage.leave(
            change.map { Intent(changing: key, $0, endpoint: endpoint, stage.context()) }
                ?? Intent(deleting: key, endpoint: endpoint, stage.context()))
        stage.outscale.on("ReadAccounts", ScriptedOutscale.refusal(401, code: "1"))
        let before = stage.outscale.calls.count
        guard case .failed(.signerRefused) = try #require(try stage.recover().first).outcome else {
            Issue.record("it does not say so")
            return
        }
        #expect(stage.outscale.calls.count == before + 1)
        #expect(try kept.all.count == 1 && stage.openIntents().count == 1)
    }
}

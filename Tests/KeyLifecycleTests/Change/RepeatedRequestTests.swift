import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

/// The first of two requests is done, and the second one is refused.
@Suite("A change that something on the way sends twice")
struct RepeatedRequestTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey(verified: true)
    }

    @Test(arguments: [408, 409], ["0", "9029"])
    func `is seen to be made although OUTSCALE refuses it`(status: Int, code: String) throws {
        stage.outscale.drop("UpdateAccessKey")
        stage.outscale.on("UpdateAccessKey") { [kept, key] _ in
            kept.change(key.accessKeyID) { $0.state = "INACTIVE" }
            return ScriptedOutscale.refusal(status, code: code)
        }
        let changed = try stage.change(key, .state(.inactive))
        #expect(changed.key.state == .inactive && changed.isAsAsked)
        #expect(try stage.openIntents().isEmpty)
    }

    @Test(arguments: [408, 409])
    func `is not called unchanged where no list shows it`(status: Int) throws {
        stage.outscale.always(
            "UpdateAccessKey", ScriptedOutscale.refusal(status, code: "0"))
        #expect {
            try stage.change(key, .state(.inactive))
        } throws: { error in
            guard case LifecycleError.doubtfullyRefused = error else { return false }
            return true
        }
        #expect(try stage.openIntents().isEmpty)
    }

    @Test(arguments: [408, 409])
    func `and is a deletion stays open until OUTSCALE denies the key`(status: Int) throws {
        kept.change(key.accessKeyID) { $0.state = "INACTIVE" }
        stage.outscale.drop("DeleteAccessKey")
        stage.outscale.on("DeleteAccessKey") { [kept, key] _ in
            kept.remove(key.accessKeyID)
            return ScriptedOutscale.refusal(status, code: "0")
        }
        #expect {
            try stage.delete(key)
        } throws: { error in
            guard case LifecycleError.changeOpen = error else { return false }
            return true
        }
        #expect(try stage.record(key.id) != nil && stage.openIntents().count == 1)
        stage.outscale.always(
            "DeleteAccessKey", ScriptedOutscale.refusal(400, code: "5076"))
        stage.pass(90_000)
        guard case .deleted = try #require(try stage.recover().first).outcome else {
            Issue.record("its end is not seen")
            return
        }
        #expect(try stage.record(key.id) == nil && stage.openIntents().isEmpty)
    }
}

import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("An answer under HTTP 200 that is none")
struct OddSuccessTests {
    @Test func `leaves the Tag of a creation watched where it tells of errors`() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", ScriptedOutscale.refusal(200, code: "0"))
        do throws(any Error) {
            try stage.issue()
            Issue.record("it has made a key")
        } catch LifecycleError.notListedAfterRefusal {}
        #expect(try #require(try stage.openIntents().first).isWatched)
    }

    @Test func `undoes a creation that has had an effect`() throws {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        stage.outscale.drop("CreateAccessKey")
        stage.outscale.on("CreateAccessKey") { call in
            kept.add(KeptKeys.Key(id: "AKODD", tag: call.member("Tag")))
            return ScriptedOutscale.refusal(200, code: "0")
        }
        do throws(any Error) {
            try stage.issue()
            Issue.record("it has a secret")
        } catch LifecycleError.undone {}
        #expect(kept.all.isEmpty)
    }

    @Test(arguments: ["{\"AccessKeys\":[]}", "{\"AccessKeys\":[],\"ResponseContext\":{}}"])
    func `is no list of keys where it is empty and has no request id`(text: String) throws {
        let stage = try Stage()
        stage.outscale.on("ReadAccessKeys", .json(200, text))
        #expect(throws: APIError.self) { _ = try stage.client().readAccessKeys(user: nil) }
    }

    @Test func `is no list of users either`() throws {
        let stage = try Stage()
        stage.outscale.on("ReadUsers", .json(200, "{\"Users\":[],\"HasMoreItems\":false}"))
        #expect(throws: APIError.self) { _ = try stage.client().readUsers() }
    }
}

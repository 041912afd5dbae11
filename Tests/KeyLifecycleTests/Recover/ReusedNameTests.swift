import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A creation whose answer was lost, and whose user's name another user has by now")
struct ReusedNameTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let tag: String

    init() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        kept = KeptKeys(of: stage.outscale)
        #expect(throws: LifecycleError.self) { try stage.issue() }
        self.stage = stage
        tag = try #require(try stage.openIntents().first).tag
        kept.add(KeptKeys.Key(id: "AKOTHERS", owner: "alice"))
        kept.change("AKOTHERS") { $0.state = "INACTIVE" }
    }

    @Test func `is not settled before all users' keys are looked through`() throws {
        kept.add(KeptKeys.Key(id: "AKLOST", tag: tag, owner: "alicia"))
        try settleOthers()
        stage.pass(90_000)
        guard case .compensated(let ids) = try #require(try stage.recover().first).outcome else {
            Issue.record("its key stays")
            return
        }
        #expect(ids == ["AKLOST"] && kept.all.map(\.id) == ["AKOTHERS"])
    }

    @Test func `stays open where one of them can't be read`() throws {
        try settleOthers()
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { [kept] call in
            call.member("UserName") == "bob"
                ? .json(403, "<html>blocked</html>") : kept.listing(for: call)
        }
        kept.add(KeptKeys.Key(id: "AKBOB", owner: "bob"))
        stage.pass(90_000)
        guard case .failed = try #require(try stage.recover().first).outcome else {
            Issue.record("it was settled")
            return
        }
        #expect(try stage.openIntents().count == 1)
    }

    /// The key of the user who has the name now is no candidate.
    private func settleOthers() throws {
        let intent = try #require(try stage.openIntents().first)
        try stage.leave(intent.knowing(["AKOTHERS"]))
    }
}

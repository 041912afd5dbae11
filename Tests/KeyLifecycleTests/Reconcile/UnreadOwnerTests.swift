import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A reconciliation that can't read an owner's keys")
struct UnreadOwnerTests {
    private let stage: Stage
    private let kept: KeptKeys

    static let answers: [ScriptedOutscale.Reply] = [
        .json(403, "<html>blocked</html>"),
        .json(200, "{\"Errors\":[{\"Code\":\"9\",\"Type\":\"Odd\",\"Details\":\"\"}]}"),
        .problem(404, "{\"title\":\"not here\"}"),
        .json(200, ""),
        .json(502, "<html>bad gateway</html>"),
        .failure(.timedOut, sent: true),
    ]

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        try stage.issue()
    }

    private func compare() throws -> Comparison {
        let vault = try stage.unlocked()
        let reconciliation = Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: stage.context())
        return try reconciliation.resolvingOwners(
            of: try reconciliation.run("alice", profile: stage.profile, in: vault.contents),
            everyone: false, profile: stage.profile, in: vault.contents)
    }

    @Test(arguments: answers.indices)
    func `says so, and does not call them missing`(number: Int) throws {
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys", Self.answers[number])
        let compared = try compare()
        #expect(compared.findings.map(\.kind) == [.unread])
        #expect(compared.unread.map(\.user) == ["alice"])
    }

    @Test func `calls them missing where the owner is no user any more`() throws {
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { call in
            call.member("UserName") == "alice"
                ? .problem(404, "{\"title\":\"not here\"}") : ScriptedOutscale.keys([])
        }
        kept.rename("alice", to: "bob")
        let compared = try compare()
        #expect(compared.findings.map(\.kind) == [.localOnly] && compared.unread.isEmpty)
    }

    @Test func `finds them with the owner who has them by now`() throws {
        kept.rename("alice", to: "alicia")
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { [kept] call in
            call.member("UserName") == "alice"
                ? .problem(404, "{\"title\":\"not here\"}") : kept.listing(for: call)
        }
        let compared = try compare()
        #expect(compared.findings.map(\.kind) == [.ownerDrift] && compared.unread.isEmpty)
    }
}

import Foundation
import SecretMemory
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("What OUTSCALE says it did")
struct ConfirmationTests {
    private static let accepted = ScriptedOutscale.Reply.json(
        200,
        "{\"AccessKey\":\(ScriptedOutscale.key("AK1", state: "INACTIVE")),\"ResponseContext\":{}}")

    private static let inactive = ScriptedOutscale.key("AK1", state: "INACTIVE")
    private static let date = "2026-10-01T00:00:00Z"
    private static let expiring = inactive.dropLast() + ",\"ExpirationDate\":\"\(date)\"}"

    /// What the key is called once it is disabled, where OUTSCALE answers with an expiry and lists that.
    private func disabled(listing keys: [String], settling: Double) throws -> AccessKey {
        let stage = try Stage()
        stage.outscale.on(
            "UpdateAccessKey",
            .json(200, "{\"AccessKey\":\(Self.expiring),\"ResponseContext\":{}}"))
        for key in keys { stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([key])) }
        var change = ConfirmedChange(
            client: stage.client(), user: "alice", stage.context(settling: settling))
        return try change.update(KnownKey(id: "AK1"), .state(.inactive))
    }

    @Test func `is looked at: an accepted change that is not there is not believed`() throws {
        let stage = try Stage()
        stage.outscale.on("UpdateAccessKey", Self.accepted)
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([ScriptedOutscale.key("AK1")]))
        var change = ConfirmedChange(client: stage.client(), user: "alice", stage.context())
        #expect(throws: LifecycleError.self) {
            try change.update(KnownKey(id: "AK1"), .state(.inactive))
        }
    }

    @Test func `is looked at until the list has the expiry too that was sent along`() throws {
        let key = try disabled(
            listing: [ScriptedOutscale.key("AK1"), Self.inactive, String(Self.expiring)],
            settling: 60)
        #expect(key.expiresAt == OutscaleDate.parse(Self.date))
    }

    @Test func `is believed as for the expiry where nobody waits for the lists`() throws {
        let key = try disabled(listing: [Self.inactive], settling: 0)
        #expect(key.expiresAt == OutscaleDate.parse(Self.date))
    }

    @Test func `is another's later word where the lists agree on another expiry`() throws {
        let key = try disabled(listing: [Self.inactive], settling: 60)
        #expect(key.expiresAt == nil && key.state == .inactive)
    }

    @Test func `is looked at: an accepted deletion that did not happen is not believed`() throws {
        let stage = try Stage()
        stage.outscale.on(
            "DeleteAccessKey", .json(200, "{\"ResponseContext\":{\"RequestId\":\"r-2\"}}"))
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([ScriptedOutscale.key("AK1")]))
        stage.outscale.on("UpdateAccessKey", Self.accepted)
        var change = ConfirmedChange(client: stage.client(), user: "alice", stage.context())
        #expect(try change.requestDeletion(of: KnownKey(id: "AK1")))
        #expect(throws: LifecycleError.self) { try change.confirmEnd(of: "AK1") }
    }

    @Test func `a lost key whose deletion is refused stays on the books`() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([]))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        let tag = try #require(try stage.openIntents().first).tag
        let lost = ScriptedOutscale.key("AKLOST", state: "INACTIVE", tag: tag)
        for _ in 0..<2 { stage.outscale.on("ReadAccessKeys", ScriptedOutscale.keys([lost])) }
        stage.outscale.on("DeleteAccessKey", ScriptedOutscale.refusal(409, code: "9029"))
        _ = try stage.recover()
        #expect(try stage.recover().first?.isOpen == true)
        #expect(try stage.openIntents().count == 1)
    }

    @Test func `what the vault gives back is compared with what was answered`() throws {
        let stage = try Stage()
        let issued = try stage.issue()
        let vault = try stage.unlocked()
        guard let name = EntryName("x") else { return }
        let command = IssueKey(
            IssueRequest(
                name: name, profile: stage.profile, user: nil, expiresAt: nil, tag: nil,
                endpoint: ""), client: stage.client(), verifier: nil, context: stage.context())
        try command.readBack(Stage.bytes(ScriptedOutscale.secret), of: issued.key, in: vault)
        #expect(throws: LifecycleError.self) {
            try command.readBack(Stage.bytes("another"), of: issued.key, in: vault)
        }
    }
}

import Foundation
import Synchronization
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A list that writes ids in small letters")
struct LetterCaseTests {
    private let stage: Stage

    init() throws {
        let stage = try Stage()
        let tag = Mutex<String?>(nil)
        stage.outscale.on("CreateAccessKey") { call in
            tag.withLock { $0 = call.member("Tag") }
            return ScriptedOutscale.created(call)
        }
        stage.outscale.on("ReadAccessKeys") { _ in
            let made = tag.withLock { $0 }
            return ScriptedOutscale.keys(
                made.map { [ScriptedOutscale.key("aknew", tag: $0)] } ?? [])
        }
        self.stage = stage
    }

    @Test func `makes no twin of the key that was stored`() throws {
        let issued = try stage.issue(verified: true)
        #expect(issued.key.accessKeyID == "AKNEW")
        #expect(issued.remarks.isEmpty)
        #expect(!stage.outscale.actions.contains("DeleteAccessKey"))
    }

    @Test func `makes no orphan of it`() throws {
        try stage.issue()
        let vault = try stage.unlocked()
        let found = try Reconciliation(
            client: stage.client(), creations: OwnCreations(in: vault), context: stage.context()
        ).run("alice", profile: stage.profile, in: vault.contents).findings
        #expect(found.map(\.key?.accessKeyID) == ["AKNEW"])
        #expect(!found.contains { $0.kind == .orphan || $0.kind == .cloudOnly })
    }

    @Test func `proves no key's end`() throws {
        let key = try stage.issue().key
        let context = "\"ResponseContext\":{\"RequestId\":\"r\"}"
        let changed = ScriptedOutscale.key("AKNEW", state: "INACTIVE")
        stage.outscale.on("UpdateAccessKey", .json(200, "{\"AccessKey\":\(changed),\(context)}"))
        stage.outscale.on("DeleteAccessKey", .json(200, "{\(context)}"))
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("a key that is listed counts as gone")
        } catch LifecycleError.stillListed {}
        #expect(try stage.record(key.id) != nil)
    }
}

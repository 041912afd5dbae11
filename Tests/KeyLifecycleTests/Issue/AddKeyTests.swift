import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A key that exists already")
struct AddKeyTests {
    @Test func `is tried once, so that a mistyped secret locks nothing`() throws {
        let stage = try Stage()
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.refusal(401, code: "1"))
        do throws(any Error) {
            _ = try stage.add("AKEXISTS")
            Issue.record("it was stored")
        } catch LifecycleError.addedKeyRefused(accessKeyID: "AKEXISTS", _) {}
        #expect(stage.outscale.actions == ["ReadAccessKeys"])
        #expect(try stage.unlocked().contents.keyCount == 0)
    }

    @Test func `is not stored twice, and nothing is asked`() throws {
        let stage = try Stage()
        let held = try stage.issue().key
        let before = stage.outscale.calls.count
        do throws(any Error) {
            _ = try stage.add(held.accessKeyID)
            Issue.record("it was stored twice")
        } catch LifecycleError.alreadyHeld(accessKeyID: held.accessKeyID, held.name) {}
        #expect(stage.outscale.calls.count == before)
    }

    @Test func `is not stored in a second profile: changing one would kill the other`() throws {
        let stage = try Stage()
        let held = try stage.issue().key
        let other = Profile(
            name: try #require(EntryName("other")), region: "eu-west-2", isDefault: false)
        do throws(any Error) {
            _ = try stage.add(held.accessKeyID, in: other)
            Issue.record("it was stored twice")
        } catch LifecycleError.alreadyHeld(accessKeyID: held.accessKeyID, held.name) {}
    }

    @Test func `has an unknown state and expiry where OUTSCALE was not asked`() throws {
        let stage = try Stage()
        let record = try stage.add("AKEXISTS", isVerified: false).key
        #expect(record.state == .unknown && !record.isExpiryKnown && record.expiresAt == nil)
        let stored = try #require(try stage.record(record.id))
        #expect(stored.state == .unknown && !stored.isExpiryKnown)
    }

    @Test func `gets both from what OUTSCALE lists`() throws {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        kept.add(KeptKeys.Key(id: "AKEXISTS", tag: nil, expiry: nil, state: "INACTIVE"))
        let record = try stage.add("AKEXISTS").key
        #expect(record.state == .inactive && record.isExpiryKnown && record.verifiedAt != nil)
    }
}

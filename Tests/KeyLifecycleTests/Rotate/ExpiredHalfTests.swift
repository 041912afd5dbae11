import Foundation
import Testing

@testable import KeyLifecycle
@testable import Vault

@Suite("A rotation of which one key has expired")
struct ExpiredHalfTests {
    private let stage: Stage
    private let kept: KeptKeys

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
    }

    /// A new key that OUTSCALE has not accepted before its expiry.
    private func unproven() throws -> (old: KeyRecord, new: KeyRecord) {
        let old = try stage.issue(verified: true).key
        kept.refusesNewKeys()
        do throws(any Error) {
            try stage.rotate(old, expiringAt: stage.now.addingTimeInterval(600))
            Issue.record("a refused key took the place")
        } catch LifecycleError.notProven {}
        let name = try #require(EntryName("alice.new"))
        let new = try #require(try stage.unlocked().contents.key(named: name))
        stage.pass(700)
        return (old, new)
    }

    @Test func `a new key that expires before it is proven is taken back`() throws {
        let (old, new) = try unproven()
        _ = try stage.recover()
        #expect(kept.all.map(\.id) == [old.accessKeyID])
        #expect(try stage.openIntents().isEmpty && stage.record(new.id) == nil)
        #expect(try stage.record(old.id)?.name == old.name)
    }

    @Test func `a proof that comes too late gives it no place`() throws {
        let (old, _) = try unproven()
        kept.acceptsNewKeys()
        _ = try stage.recover()
        #expect(kept.all.map(\.id) == [old.accessKeyID] && kept.all.first?.state == "ACTIVE")
    }

    @Test func `a rotation that has come to nothing is begun anew when it is asked for`() throws {
        let (old, _) = try unproven()
        kept.acceptsNewKeys()
        let rotation = try stage.rotate(old, expiringAt: stage.now.addingTimeInterval(600))
        #expect(rotation.key?.accessKeyID != old.accessKeyID && rotation.key?.name == old.name)
    }

    @Test func `a new key that can't be deleted stays, and is nobody's to renew`() throws {
        let (old, new) = try unproven()
        kept.refusesChanges()
        guard case .rotated(let rotation)? = try stage.recover().first?.outcome,
            case .abandoned = rotation.state
        else {
            Issue.record("it goes on for ever")
            return
        }
        #expect(try stage.openIntents().isEmpty)
        #expect(
            try stage.record(new.id)?.retiredAt != nil && stage.record(old.id)?.retiredAt == nil)
    }

    @Test func `an old key that can't be deleted stays, and is nobody's to renew`() throws {
        let old = try stage.issue(expiresIn: 600, verified: true).key
        stage.pass(700)
        kept.refusesChanges()
        let later = stage.now.addingTimeInterval(86_400)
        guard case .oldKept = try stage.rotate(old, grace: 0, expiringAt: later).state else {
            Issue.record("a key that OUTSCALE keeps is called deleted")
            return
        }
        #expect(try stage.record(old.id)?.retiredAt == stage.now)
    }

    @Test(arguments: [KeyChange.state(.active), .expiry(nil)])
    func `a person takes such a key back into use`(change: KeyChange) throws {
        var key = try stage.issue().key
        key.retiredAt = stage.now
        let retired = key
        var vault = try stage.unlocked()
        try vault.commit(at: stage.now) { transaction throws(VaultError) in
            try transaction.update(retired)
        }
        #expect(try stage.change(retired, .tag("mine")).key.retiredAt != nil)
        #expect(try stage.change(retired, change).key.retiredAt == nil)
        #expect(try stage.record(key.id)?.retiredAt == nil)
    }
}

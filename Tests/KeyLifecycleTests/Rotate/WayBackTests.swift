import Foundation
import Testing

@testable import KeyLifecycle
@testable import Vault

@Suite("A rotation whose old key's owner was renamed")
struct RenamedDuringRotationTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let old: KeyRecord

    /// The overlap is over. The list of users is behind, and the user is refused by the name that it has.
    init() throws {
        (stage, kept, old) = try Stage.holdingKey(verified: true)
        try stage.rotate(old, overlap: 90_000)
        kept.rename("alice", to: "alicia")
        stage.outscale.on("ReadUsers", ScriptedOutscale.users(["alice"]))
        stage.outscale.drop("ReadUsers")
        stage.outscale.on("ReadAccessKeys") { [kept] call in
            call.member("UserName") == "alice"
                ? ScriptedOutscale.refusal(404, code: "5075") : kept.listing(for: call)
        }
        stage.outscale.drop("ReadAccessKeys")
        stage.pass(91_000)
    }

    private var state: String? { kept.all.first { $0.id == old.accessKeyID }?.state }

    @Test func `waits until the owner is found, and calls nothing inactive`() throws {
        guard case .failed(.rotationOpen) = try #require(try stage.recover().first).outcome else {
            Issue.record("an active key was called inactive")
            return
        }
        #expect(state == "ACTIVE")
        #expect(try stage.openIntents().contains { $0.rotation?.retiredFrom != nil })
        stage.outscale.on("ReadUsers", ScriptedOutscale.users(["alicia"]))
        stage.outscale.drop("ReadUsers")
        _ = try stage.recover()
        #expect(state == "INACTIVE")
    }

    @Test func `ends after the quarantine where nobody ever finds the owner`() throws {
        for _ in 1...3 {
            _ = try stage.recover()
            stage.pass(90_000)
        }
        #expect(try stage.openIntents().isEmpty)
        #expect(try stage.record(old.id)?.retiredAt != nil)
    }
}

@Suite("The way back from a rotation")
struct WayBackTests {
    private let stage: Stage
    private let kept: KeptKeys

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
    }

    private func state(of key: KeyRecord) -> String? {
        kept.all.first { $0.id == key.accessKeyID }?.state
    }

    @Test func `ends where the old key is not in the vault any more`() throws {
        let old = try stage.issue(verified: true).key
        let new = try #require(try stage.rotate(old).key)
        var vault = try stage.unlocked()
        try vault.commit(at: stage.now) { transaction throws(VaultError) in
            try transaction.drop(old.id)
        }
        do throws(any Error) {
            try stage.undo(new)
            Issue.record("the only key was deleted")
        } catch LifecycleError.oldKeyGone {}
        #expect(try state(of: new) == "ACTIVE" && stage.record(new.id) != nil)
    }

    @Test func `is refused where the old key had expired before it was made inactive`() throws {
        kept.refusesExpiries { [stage] in stage.now }
        let old = try stage.issue(expiresIn: 600, verified: true).key
        let new = try #require(
            try stage.rotate(old, overlap: 3_600, expiringAt: stage.now.addingTimeInterval(86_400))
                .key)
        stage.pass(700)
        kept.refusesDeletions()
        #expect(throws: LifecycleError.self) { try stage.rotate(old, endingWindows: true) }
        do throws(any Error) {
            try stage.undo(old)
            Issue.record("a dead key was given its place back")
        } catch LifecycleError.oldKeyExpired {}
        #expect(state(of: new) == "ACTIVE")
    }

    @Test func `keeps its window while it is under way`() throws {
        let old = try stage.issue(verified: true).key
        try stage.rotate(old)
        kept.refusesDeletions()
        for _ in 1...2 { #expect(throws: LifecycleError.self) { try stage.undo(old) } }
        #expect(state(of: old) == "ACTIVE")
        kept.acceptsDeletions()
        _ = try stage.recover()
        #expect(try state(of: old) == "ACTIVE" && stage.openIntents().isEmpty)
    }

    @Test func `that is not there leaves the overlap as it was`() throws {
        let old = try stage.issue(verified: true).key
        let new = try #require(try stage.rotate(old, overlap: 3_600).key)
        let before = try stage.openIntents()
        let lost = try #require(kept.all.first { $0.id == old.accessKeyID })
        kept.remove(old.accessKeyID)
        do throws(any Error) {
            try stage.undo(old)
            Issue.record("an unknown key works again")
        } catch LifecycleError.unknownKey {}
        kept.add(lost)
        #expect(try stage.openIntents().map(\.work) == before.map(\.work))
        #expect(
            try stage.record(new.id)?.name == new.name && stage.record(old.id)?.name != new.name)
    }

    @Test func `wakes no key that was disabled before the rotation`() throws {
        let old = try stage.change(try stage.issue(verified: true).key, .state(.inactive)).key
        try stage.rotate(old)
        try stage.undo(old)
        #expect(state(of: old) == "INACTIVE" && kept.all.count == 1)
    }

    @Test func `wakes no key that was disabled in the overlap`() throws {
        let old = try stage.issue(verified: true).key
        try stage.rotate(old, overlap: 3_600)
        let disabled = try stage.change(try #require(try stage.record(old.id)), .state(.inactive))
        try stage.undo(disabled.key)
        #expect(state(of: old) == "INACTIVE" && kept.all.count == 1)
    }

    @Test(arguments: [false, true])
    func `wakes no key that others have disabled in the overlap`(isOverlapOver: Bool) throws {
        let old = try stage.issue(verified: true).key
        try stage.rotate(old, overlap: 3_600)
        kept.change(old.accessKeyID) { $0.state = "INACTIVE" }
        if isOverlapOver {
            stage.pass(3_700)
            _ = try stage.recover()
        }
        try stage.undo(old)
        #expect(try state(of: old) == "INACTIVE" && stage.record(old.id)?.state == .inactive)
    }

    @Test func `wakes a key whose end of the overlap was interrupted`() throws {
        let old = try stage.issue(verified: true).key
        try stage.rotate(old, overlap: 3_600)
        stage.pass(3_700)
        kept.refusesChanges()
        _ = try stage.recover()
        kept.change(old.accessKeyID) { $0.state = "INACTIVE" }
        kept.acceptsChanges()
        try stage.undo(old)
        #expect(state(of: old) == "ACTIVE")
    }

    @Test func `is not offered for an expired key because it was given a near date`() throws {
        kept.refusesExpiries { [stage] in stage.now }
        let old = try stage.issue(expiresIn: 600, verified: true).key
        let later = stage.now.addingTimeInterval(86_400)
        try stage.rotate(old, overlap: 3_600, grace: 3_600, expiringAt: later)
        stage.pass(700)
        #expect(throws: LifecycleError.self) { try stage.undo(old) }
        stage.pass(3_000)
        _ = try stage.recover()
        #expect(try state(of: old) == nil && stage.openIntents().isEmpty)
    }
}

@Suite("A rotation of which it is not known whether a new key was made")
struct DoubtfulRotationTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let old: KeyRecord

    init() throws {
        (stage, kept, old) = try Stage.holdingKey(verified: true)
        stage.outscale.drop("CreateAccessKey")
        stage.outscale.on("CreateAccessKey", .json(408, "<html>too slow</html>"))
        #expect(throws: LifecycleError.self) { try stage.rotate(old) }
    }

    private func creations() -> Int { stage.outscale.actions.count { $0 == "CreateAccessKey" } }

    private func repeats() throws -> Bool {
        let before = creations()
        do { try stage.rotate(old) } catch LifecycleError.newKeyInDoubt {} catch LifecycleError
            .outcomeUnknown
        {}
        return creations() > before
    }

    @Test func `has nothing that could be taken back`() throws {
        do throws(any Error) {
            try stage.undo(old)
            Issue.record("a key that nobody knows was called deleted")
        } catch LifecycleError.newKeyInDoubt {}
        #expect(try !repeats())
    }

    @Test func `asks for no other key at once`() throws {
        #expect(try !repeats())
    }

    @Test func `asks for no other key while one may be the lost one`() throws {
        kept.add(KeptKeys.Key(id: "AKMAYBE"))
        stage.pass(700)
        #expect(try !repeats())
    }

    @Test func `asks for another once nothing of the first has been seen for a while`() throws {
        stage.pass(700)
        #expect(try repeats())
    }
}

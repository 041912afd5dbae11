import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A key that OUTSCALE does not list for its recorded owner")
struct UnlistedKeyTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey(expiresIn: 86_400)
    }

    private var cloud: KeptKeys.Key? { kept.all.first }

    @Test func `is deleted by its id`() throws {
        kept.hide(key.accessKeyID)
        try stage.delete(key)
        #expect(try kept.all.isEmpty && stage.record(key.id) == nil)
    }

    @Test func `is changed by its id, with the expiry that the vault knows`() throws {
        kept.hide(key.accessKeyID)
        let before = cloud?.expiry
        #expect(throws: LifecycleError.self) { try stage.change(key, .state(.inactive)) }
        #expect(cloud?.state == "INACTIVE" && cloud?.expiry == before && before != nil)
        // It was accepted and is not read back yet.
        #expect(try stage.openIntents().count == 1)
        kept.showAll()
        _ = try stage.recover()
        #expect(try stage.openIntents().isEmpty && stage.record(key.id)?.state == .inactive)
    }

    @Test func `is not called deleted while it is young, though OUTSCALE says it has none`() throws
    {
        kept.remove(key.accessKeyID)
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("a young key's absence was believed")
        } catch LifecycleError.endUnproven(_, let end, _) {
            #expect(end > stage.now)
        }
        #expect(try stage.record(key.id) != nil && stage.openIntents().count == 1)
        stage.pass(90_000)
        guard case .deleted = try #require(try stage.recover().first).outcome else {
            Issue.record("it is never settled")
            return
        }
        #expect(try stage.record(key.id) == nil)
    }

    @Test func `and was made inactive before is not called unchanged`() throws {
        stage.pass(90_000)
        stage.outscale.on("ReadUsers", ScriptedOutscale.refusal(403, code: "4"))
        stage.outscale.drop("ReadUsers")
        stage.outscale.drop("DeleteAccessKey")
        stage.outscale.on("DeleteAccessKey") { [kept, key] _ in
            kept.hide(key.accessKeyID)
            return .problem(425, "{\"title\":\"too early\"}")
        }
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("it was called deleted")
        } catch LifecycleError.unknownKey(_, _, let isDeactivated, _) {
            #expect(isDeactivated && cloud?.state == "INACTIVE")
        }
    }

    @Test func `that OUTSCALE says it does not have is not changed, and keeps its secret`() throws {
        kept.remove(key.accessKeyID)
        do throws(any Error) {
            try stage.change(key, .state(.inactive))
            Issue.record("it was changed")
        } catch LifecycleError.unknownKey {}
        #expect(try stage.record(key.id) != nil && stage.openIntents().isEmpty)
    }

    @Test func `is not called inactive while it is young`() throws {
        kept.remove(key.accessKeyID)
        do throws(any Error) {
            try stage.rotate(key)
            Issue.record("a young key's absence was believed")
        } catch LifecycleError.endUnproven {}
        let new = try #require(try stage.unlocked().contents.key(named: key.name))
        #expect(new.id != key.id)
        #expect(try stage.record(key.id)?.state == .active)
        stage.pass(90_000)
        guard case .rotated(let rotation) = try #require(try stage.recover().first).outcome,
            case .done = rotation.state
        else {
            Issue.record("the rotation does not go on")
            return
        }
    }

    @Test func `is replaced all the same, and its end is proven later`() throws {
        kept.remove(key.accessKeyID)
        let new = try #require(try stage.rotate(key, grace: 0, mayStayOpen: true))
        #expect(try stage.record(key.id) != nil)
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil && stage.openIntents().isEmpty)
        #expect(kept.all.map(\.id) == [new.accessKeyID])
    }
}

@Suite("A key whose user was renamed")
struct RenamedOwnerTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey()
        kept.rename("alice", to: "alicia")
    }

    @Test func `is disabled where it is now, and its record follows`() throws {
        let changed = try stage.change(key, .state(.inactive))
        #expect(changed.key.user == "alicia" && kept.all.first?.state == "INACTIVE")
        #expect(try stage.record(key.id)?.user == "alicia")
    }

    @Test func `is deleted where it is now`() throws {
        try stage.delete(key)
        #expect(try kept.all.isEmpty && stage.record(key.id) == nil)
    }

    @Test func `is told as owner drift, and not as a stranger's`() throws {
        var vault = try stage.unlocked()
        let reconciliation = Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: stage.context())
        let found = try reconciliation.run("alice", profile: stage.profile, in: vault.contents)
        let resolved = try reconciliation.resolvingOwners(
            of: found, everyone: false, profile: stage.profile, in: vault.contents
        ).findings
        #expect(resolved.map(\.kind) == [.ownerDrift] && resolved.map(\.user) == ["alicia"])
        let lock = try VaultLock(acquiring: stage.files, waiting: 1)
        #expect(try reconciliation.align(resolved, in: &vault, holding: lock) == 1)
        #expect(try stage.record(key.id)?.user == "alicia")
    }
}

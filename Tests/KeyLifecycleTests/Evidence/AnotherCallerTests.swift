import Foundation
import LocalMachine
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

/// docs/evidence.md: another caller's lists lack a key in any case.
@Suite("A key that another caller has made")
struct AnotherCallerTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey()
        // What the other caller sees of it.
        kept.remove(key.accessKeyID)
        stage.signs("AKSTRANGER")
        stage.pass(90_000)
    }

    @Test func `knows who had it made`() { #expect(key.caller == "AKSIGNER") }

    @Test func `is not called deleted, however long no list has it`() throws {
        do throws(any Error) {
            try stage.delete(key)
            Issue.record("a stranger's lists were believed")
        } catch LifecycleError.callerUnproven(_, let caller) { #expect(caller == "AKSIGNER") }
        stage.pass(90_000)
        guard case .failed(.callerUnproven) = try #require(try stage.recover().first).outcome else {
            Issue.record("a day makes them believable")
            return
        }
        #expect(try stage.record(key.id) != nil && stage.openIntents().count == 1)
    }

    @Test func `is deleted once its own caller signs again`() throws {
        try? stage.delete(key)
        stage.signs("AKSIGNER")
        _ = try stage.recover()
        stage.pass(90_000)
        guard case .deleted = try #require(try stage.recover().first).outcome else {
            Issue.record("it is never settled")
            return
        }
        #expect(try stage.record(key.id) == nil)
    }

    @Test func `is deleted where a list shows that both are the same caller`() throws {
        kept.add(KeptKeys.Key(id: "AKSIGNER", owner: nil))
        try? stage.delete(key)
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(try stage.record(key.id) == nil)
    }

    @Test func `is not called inactive by its rotation`() throws {
        let other = try Stage()
        let kept = KeptKeys(of: other.outscale)
        let key = try other.issue().key
        let new = try other.rotate(key, overlap: 3_600, grace: 0)
        #expect(new.key?.id != key.id)
        kept.remove(key.accessKeyID)
        other.signs("AKSTRANGER")
        other.pass(90_000)
        for _ in 1...2 {
            _ = try other.recover()
            other.pass(90_000)
        }
        #expect(try other.record(key.id)?.state == .active)
    }

    @Test func `is not called deleted by its lease`() throws {
        let other = try Stage()
        let kept = KeptKeys(of: other.outscale)
        let lease = try other.lease()
        kept.remove(lease.issued.key.accessKeyID)
        other.signs("AKSTRANGER")
        other.ownerIs(.ended)
        for _ in 1...3 {
            other.pass(90_000)
            _ = try other.recover()
        }
        #expect(try other.openIntents().count == 1)
        #expect(try other.record(lease.issued.key.id) != nil)
    }
}

@Suite("A creation whose answer was lost, where another key signs by now")
struct AnotherCallersCreationTests {
    private func lost() throws -> Stage {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        return stage
    }

    @Test func `is not settled, however long no list has its key`() throws {
        let stage = try lost()
        stage.signs("AKSTRANGER")
        stage.pass(90_000)
        for _ in 1...2 {
            guard case .failed(.callerUnproven) = try #require(try stage.recover().first).outcome
            else {
                Issue.record("a stranger's lists were believed")
                return
            }
        }
        #expect(try stage.openIntents().count == 1)
    }

    @Test func `asks nobody about the other caller's keys`() throws {
        let stage = try lost()
        stage.signs("AKSTRANGER")
        stage.outscale.on(
            "ReadAccessKeys",
            ScriptedOutscale.keys([
                ScriptedOutscale.key("AKOTHER", createdAt: stage.now.addingTimeInterval(60))
            ]))
        stage.pass(90_000)
        #expect(try #require(try stage.recover().first).candidates == nil)
    }

    @Test func `is settled once the key that has sent it signs again`() throws {
        let stage = try lost()
        stage.signs("AKSTRANGER")
        stage.pass(90_000)
        _ = try stage.recover()
        stage.signs("AKSIGNER")
        guard case .nothingMade = try #require(try stage.recover().first).outcome else {
            Issue.record("it stays open for ever")
            return
        }
        #expect(try stage.openIntents().isEmpty)
    }
}

@Suite("A user's key that signs")
struct SigningUsersKeyTests {
    @Test func `stays its user's where the caller's own list has it too`() throws {
        let (stage, kept, key) = try Stage.holdingKey()
        kept.add(KeptKeys.Key(id: key.accessKeyID, tag: key.tag, owner: nil))
        stage.signs(key.accessKeyID)
        var vault = try stage.unlocked()
        let reconciliation = Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: stage.context())
        var compared = Comparison()
        for user in [nil, "alice"] {
            compared.add(
                try reconciliation.run(user, profile: stage.profile, in: vault.contents))
        }
        let findings = try reconciliation.resolvingOwners(
            of: compared, everyone: true, profile: stage.profile, in: vault.contents
        ).findings
        let lock = try VaultLock(acquiring: stage.files, waiting: 1)
        _ = try reconciliation.align(findings, in: &vault, holding: lock)
        #expect(try stage.record(key.id)?.user == "alice")
        #expect(findings.map(\.kind) == [.matched])
    }
}

import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("Two keys under one tag")
struct TwinTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let tag: String

    init() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        let tag = try #require(try stage.openIntents().first).tag
        let kept = KeptKeys(of: stage.outscale)
        for id in ["AKONE", "AKTWO"] { kept.add(KeptKeys.Key(id: id, tag: tag, expiry: nil)) }
        (self.stage, self.kept, self.tag) = (stage, kept, tag)
    }

    @Test func `both are deleted`() throws {
        guard case .compensated(let ids) = try #require(try stage.recover().first).outcome else {
            Issue.record("nothing was deleted")
            return
        }
        #expect(ids == ["AKONE", "AKTWO"])
        #expect(try kept.all.isEmpty && stage.openIntents().allSatisfy(\.isWatched))
        stage.pass(90_000)
        #expect(try stage.recover().isEmpty && stage.openIntents().isEmpty)
    }

    @Test func `a third that appears later is deleted too`() throws {
        kept.afterDeletions { kept in
            kept.add(KeptKeys.Key(id: "AKTHREE", tag: tag, expiry: nil))
        }
        _ = try stage.recover()
        #expect(kept.all.map(\.id) == ["AKTHREE"])
        guard case .compensated(["AKTHREE"]) = try #require(try stage.recover().first).outcome
        else {
            Issue.record("an orphan is left")
            return
        }
        #expect(kept.all.isEmpty)
    }

    @Test func `one that has expired and that OUTSCALE keeps is left, and told once`() throws {
        let past = stage.now.addingTimeInterval(-60).formatted(.iso8601)
        for id in ["AKONE", "AKTWO"] { kept.change(id) { $0.expiry = past } }
        kept.refusesChanges()
        guard case .expiredLeft = try #require(try stage.recover().first).outcome else {
            Issue.record("it stays open for ever")
            return
        }
        guard case .expiredLeft = try #require(try stage.recover().first).outcome else {
            Issue.record("its twin is not told of")
            return
        }
        #expect(try stage.recover().isEmpty)
        stage.pass(90_000)
        #expect(try stage.recover().isEmpty && stage.openIntents().isEmpty)
    }

    @Test func `one that lives and can't be deleted stays open`() throws {
        kept.refusesChanges()
        guard case .failed = try #require(try stage.recover().first).outcome else {
            Issue.record("a living orphan is left")
            return
        }
    }

    @Test func `reconcile tells a key of another vault from one that nobody's vault has made`()
        throws
    {
        let vault = try stage.unlocked()
        kept.add(KeptKeys.Key(id: "AKOTHER", tag: "vlt1-another", expiry: nil))
        kept.add(KeptKeys.Key(id: "AKPLAIN", tag: "ci", expiry: nil))
        let reconciliation = Reconciliation(
            client: stage.client(), creations: try OwnCreations(in: vault),
            context: stage.context())
        let findings = try reconciliation.run("alice", profile: stage.profile, in: vault.contents)
            .findings
        #expect(findings.filter(\.isOfAnotherVault).compactMap(\.cloud?.id) == ["AKOTHER"])
        #expect(findings.count { $0.kind == .orphan } == 2)
    }
}

@Suite("A second key under the tag of a creation that has brought its secret")
struct StoredTwinTests {
    @Test func `is deleted when the first one is proven`() throws {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { call in
            let tag = call.member("Tag")
            guard call.member("UserName") == nil, let tag else { return kept.listing(for: call) }
            if kept.all.count == 1 { kept.add(KeptKeys.Key(id: "AKTWIN", tag: tag)) }
            return ScriptedOutscale.keys(kept.all.filter { $0.tag == tag }.map(\.json))
        }
        let issued = try stage.issue(verified: true)
        #expect(kept.all.map(\.id) == [issued.key.accessKeyID])
        guard case .twinsDeleted(["AKTWIN"]) = issued.remarks.first else {
            Issue.record("nobody is told")
            return
        }
    }

    /// Where OUTSCALE shows no Tag, the answer may have been another request's.
    @Test func `is looked for a day long where nothing has shown the tag on the stored key`() throws
    {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        stage.outscale.next("CreateAccessKey", ScriptedOutscale.created("AKANOTHERS"))
        let issued = try stage.issue(verified: true)
        let open = try #require(try stage.openIntents().first)
        #expect(open.isWatched)
        kept.add(KeptKeys.Key(id: "AKOWN", tag: open.tag, expiry: nil))
        guard case .compensated(["AKOWN"]) = try #require(try stage.recover().first).outcome else {
            Issue.record("an orphan is left")
            return
        }
        #expect(try stage.record(issued.key.id) != nil && kept.all.isEmpty)
        stage.pass(90_000)
        #expect(try stage.recover().isEmpty && stage.openIntents().isEmpty)
    }
}

@Suite("A second key under the tag of a creation, where lists are behind")
struct LateTwinTests {
    private let stage: Stage
    private let kept: KeptKeys

    /// Lists have neither key yet, and the answer has the Tag.
    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        kept.lagsBehindTags()
    }

    private func issuedWithTwin(tag: String? = nil) throws -> IssuedKey {
        let issued = try stage.issue(tag: tag, verified: true)
        let sent = stage.outscale.calls.first { $0.action == "CreateAccessKey" }?.member("Tag")
        kept.add(KeptKeys.Key(id: "AKTWIN", tag: sent))
        return issued
    }

    @Test func `is deleted by the next recovery`() throws {
        let issued = try issuedWithTwin()
        #expect(try stage.openIntents().map(\.isWatched) == [true])
        #expect(try stage.recover().isEmpty)
        kept.catchesUpWithTags()
        guard case .compensated(["AKTWIN"]) = try #require(try stage.recover().first).outcome else {
            Issue.record("an orphan is left")
            return
        }
        #expect(kept.all.map(\.id) == [issued.key.accessKeyID])
    }

    @Test func `is looked for until a list has the key itself, and no longer`() throws {
        try stage.issue(verified: true)
        #expect(try stage.recover().isEmpty)
        #expect(try stage.openIntents().count == 1)
        kept.catchesUpWithTags()
        #expect(try stage.recover().isEmpty && stage.openIntents().isEmpty)
    }

    @Test func `is looked for by the signer where the new key is not accepted yet`() throws {
        kept.catchesUpWithTags()
        kept.refusesNewKeys()
        stage.outscale.drop("CreateAccessKey")
        stage.outscale.on("CreateAccessKey") { [kept] call in
            kept.add(KeptKeys.Key(id: "AKTWIN", tag: call.member("Tag")))
            let made = KeptKeys.Key(id: "AKMINE", tag: call.member("Tag"))
            kept.add(made)
            return ScriptedOutscale.created(like: made)
        }
        let issued = try stage.issue(verified: true)
        guard case .twinsDeleted(["AKTWIN"]) = issued.remarks.first else {
            Issue.record("nobody is told")
            return
        }
        #expect(kept.all.map(\.id) == ["AKMINE"])
        #expect(try stage.openIntents().isEmpty)
    }

    /// Once a lease's key is seen to be gone, the lists are no longer behind.
    @Test func `is not looked for after the end of a lease`() throws {
        let lease = try stage.lease()
        #expect(try stage.openIntents().contains { $0.isWatched })
        kept.catchesUpWithTags()
        try stage.end(lease)
        #expect(try stage.openIntents().isEmpty)
    }
}

import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A creation whose answer was lost")
struct QuarantineTests {
    private func lost() throws -> Stage {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        return stage
    }

    private func outcome(_ stage: Stage, host: String = "here") throws -> Recovered.Outcome {
        try #require(try stage.recover(host: host).first).outcome
    }

    @Test func `stays open for a day, since its key may still appear`() throws {
        let stage = try lost()
        stage.pass(86_000)
        guard case .quarantined = try outcome(stage) else {
            Issue.record("it was settled too early")
            return
        }
        #expect(try stage.unlocked().contents.intents.count == 1)
    }

    @Test func `is dated anew where the clock was ahead when it began`() throws {
        let stage = try Stage()
        let key = try stage.issue().key
        stage.outscale.on("ReadAccessKeys", .failure(.timedOut, sent: true))
        stage.setClockAhead(by: 7_200)
        #expect(throws: LifecycleError.self) { try stage.change(key, .tag("t")) }
        stage.setClockAhead(by: -7_200)
        #expect(try #require(try stage.openIntents().first).startedAt > stage.now)
        _ = try stage.recover()
        #expect(try #require(try stage.openIntents().first).startedAt <= stage.now)
    }

    @Test func `is settled after it, if no key has appeared`() throws {
        let stage = try lost()
        stage.pass(90_000)
        guard case .nothingMade = try outcome(stage) else {
            Issue.record("it was not settled")
            return
        }
        #expect(try stage.unlocked().contents.intents.isEmpty)
    }

    /// Another administrator's key of that age, or ours with its tag changed.
    private func findAnother(_ stage: Stage, madeAfter seconds: Double = 60) {
        let made = stage.now.addingTimeInterval(seconds)
        stage.outscale.on(
            "ReadAccessKeys",
            ScriptedOutscale.keys([ScriptedOutscale.key("AKOTHER", createdAt: made)]))
    }

    @Test func `waits for a person after it where a key may be the lost one`() throws {
        let stage = try lost()
        findAnother(stage)
        guard case .quarantined = try outcome(stage) else {
            Issue.record("it was settled too early")
            return
        }
        for _ in 1...2 {
            stage.pass(90_000)
            guard case .undecided(let candidates) = try outcome(stage) else {
                Issue.record("it was settled, or deleted")
                return
            }
            #expect(candidates.map(\.id) == ["AKOTHER"])
            #expect(try stage.openIntents().count == 1)
        }
        #expect(!stage.outscale.actions.contains("DeleteAccessKey"))
    }

    @Test func `takes no key for its own that was made when its request could not be carried out`()
        throws
    {
        let stage = try lost()
        findAnother(stage, madeAfter: 86_400 + 120)
        stage.pass(90_000)
        guard case .nothingMade = try outcome(stage) else {
            Issue.record("a later key keeps it open")
            return
        }
    }

    @Test func `is settled by a person who says that none is the lost key, and nothing is deleted`()
        throws
    {
        let stage = try lost()
        findAnother(stage)
        stage.pass(90_000)
        let intent = try #require(try stage.recover().first?.intent)
        guard
            case .dismissed(["AKOTHER"]) =
                try stage.decide(.areOthers(["AKOTHER"]), for: intent).outcome
        else {
            Issue.record("it is not settled")
            return
        }
        #expect(try stage.openIntents().isEmpty)
        #expect(!stage.outscale.actions.contains("DeleteAccessKey"))
        let event = try stage.unlocked().auditTrail().map(\.event).last { $0.action == .dismissed }
        #expect(event?.accessKeyID == "AKOTHER")
    }

    @Test func `remembers what a person has said of one of two keys`() throws {
        let stage = try lost()
        let made = stage.now.addingTimeInterval(60)
        stage.outscale.on(
            "ReadAccessKeys",
            ScriptedOutscale.keys(["AK1", "AK2"].map { ScriptedOutscale.key($0, createdAt: made) }))
        stage.pass(90_000)
        _ = try stage.recover()
        for id in ["AK1", "AK2"] {
            let intent = try #require(try stage.openIntents().first)
            _ = try stage.decide(.areOthers([id]), for: intent)
        }
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `waits on where another key has come while a person decided`() throws {
        let stage = try lost()
        findAnother(stage)
        stage.pass(90_000)
        let intent = try #require(try stage.recover().first?.intent)
        guard case .undecided(let left) = try stage.decide(.areOthers(["AK1"]), for: intent).outcome
        else {
            Issue.record("it was settled")
            return
        }
        #expect(left.map(\.id) == ["AKOTHER"])
        #expect(try stage.openIntents().count == 1)
    }

    @Test func `deletes its own key too where that appears while a person types another's id`()
        throws
    {
        let stage = try lost()
        let intent = try #require(try stage.openIntents().first)
        let kept = KeptKeys(of: stage.outscale)
        kept.add(KeptKeys.Key(id: "AKTYPED", tag: nil, expiry: nil))
        kept.add(KeptKeys.Key(id: "AKOURS", tag: intent.tag, expiry: nil))
        guard case .compensated = try stage.decide(.isLost("AKTYPED"), for: intent).outcome else {
            Issue.record("it is not settled")
            return
        }
        #expect(kept.all.isEmpty)
        #expect(try stage.openIntents().allSatisfy(\.isWatched))
    }

    @Test func `takes no key that was stored while a person decided`() throws {
        let stage = try lost()
        let intent = try #require(try stage.openIntents().first)
        let kept = KeptKeys(of: stage.outscale)
        kept.add(KeptKeys.Key(id: "AKSTORED", tag: nil, expiry: nil))
        _ = try stage.add("AKSTORED", isVerified: false)
        guard case .quarantined = try stage.decide(.isLost("AKSTORED"), for: intent).outcome else {
            Issue.record("it took a stored key")
            return
        }
        #expect(kept.all.map(\.id) == ["AKSTORED"])
    }

    @Test func `is watched on where a person typed the wrong id, until none can appear any more`()
        throws
    {
        let stage = try lost()
        let intent = try #require(try stage.openIntents().first)
        let kept = KeptKeys(of: stage.outscale)
        kept.add(KeptKeys.Key(id: "AKTYPED", tag: nil, expiry: nil))
        _ = try stage.decide(.isLost("AKTYPED"), for: intent)
        #expect(try stage.recover().isEmpty)
        kept.add(KeptKeys.Key(id: "AKOURS", tag: intent.tag, expiry: nil))
        guard case .compensated(["AKOURS"]) = try outcome(stage) else {
            Issue.record("an orphan is left")
            return
        }
        #expect(kept.all.isEmpty)
        stage.pass(90_000)
        #expect(try stage.recover().isEmpty && stage.openIntents().isEmpty)
    }

    @Test func `is not settled while its owner's list can't be read`() throws {
        let stage = try lost()
        let kept = KeptKeys(of: stage.outscale)
        kept.add(KeptKeys.Key(id: "AKHIDDEN"))
        stage.outscale.drop("ReadAccessKeys")
        stage.outscale.on("ReadAccessKeys") { call in
            call.member("UserName") == "alice" && call.member("Tag") == nil
                ? .json(403, "<html>blocked</html>") : ScriptedOutscale.keys([])
        }
        stage.pass(90_000)
        guard case .failed = try outcome(stage) else {
            Issue.record("a list that was not read counted as empty")
            return
        }
        #expect(try stage.openIntents().count == 1)
    }

    @Test func `is settled after its quarantine where its user is gone`() throws {
        let stage = try lost()
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.refusal(400, code: "5075"))
        guard case .quarantined = try outcome(stage) else {
            Issue.record("it was settled too early")
            return
        }
        stage.pass(90_000)
        guard case .nothingMade = try outcome(stage) else {
            Issue.record("it stays open for ever")
            return
        }
    }

    @Test func `finds its key in a list that lags behind its tags`() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        #expect(throws: LifecycleError.self) { try stage.issue() }
        let tag = try #require(try stage.openIntents().first?.tag)
        let kept = KeptKeys(of: stage.outscale)
        kept.add(KeptKeys.Key(id: "AKLATE", tag: tag, expiry: nil))
        kept.lagsBehindTags()
        stage.pass(90_000)
        guard case .compensated(["AKLATE"]) = try outcome(stage) else {
            Issue.record("an orphan with our own tag is left")
            return
        }
        #expect(kept.all.isEmpty)
    }

    @Test func `is left alone by another machine, which may not know what has landed`() throws {
        let stage = try lost()
        stage.pass(86_000)
        guard case .otherMachine = try outcome(stage, host: "there") else {
            Issue.record("another machine took it")
            return
        }
        #expect(try stage.unlocked().contents.intents.count == 1)
    }

    @Test func `is any machine's once its quarantine is over`() throws {
        let stage = try lost()
        stage.pass(90_000)
        guard case .nothingMade = try outcome(stage, host: "there") else {
            Issue.record("nobody settles it")
            return
        }
    }

    @Test func `may be taken over by another machine, but no lease may`() throws {
        let stage = try lost()
        _ = KeptKeys(of: stage.outscale)
        try stage.adopt(host: "there")
        #expect(try stage.openIntents().map(\.host) == ["there"])
        guard case .quarantined = try outcome(stage, host: "there") else {
            Issue.record("it was not taken over")
            return
        }
        let leased = try Stage()
        _ = KeptKeys(of: leased.outscale)
        try leased.lease()
        try leased.adopt(host: "there")
        #expect(try leased.openIntents().map(\.host) == ["here"])
    }

    @Test func `takes no key without its tag for its own, however new`() throws {
        let stage = try lost()
        stage.outscale.on(
            "ReadAccessKeys",
            ScriptedOutscale.keys([
                ScriptedOutscale.key("AKOTHER"), ScriptedOutscale.key("AKX", tag: "vlt1-other"),
            ]))
        _ = try outcome(stage)
        stage.pass(90_000)
        _ = try stage.recover()
        #expect(!stage.outscale.actions.contains("UpdateAccessKey"))
        #expect(!stage.outscale.actions.contains("DeleteAccessKey"))
    }
}

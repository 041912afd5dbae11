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

    @Test func `is settled after it, if no key has appeared`() throws {
        let stage = try lost()
        stage.pass(90_000)
        guard case .nothingMade = try outcome(stage) else {
            Issue.record("it was not settled")
            return
        }
        #expect(try stage.unlocked().contents.intents.isEmpty)
    }

    @Test func `is settled after it also where a key might be the lost one, which is named`() throws
    {
        let stage = try lost()
        stage.outscale.on(
            "ReadAccessKeys", ScriptedOutscale.keys([ScriptedOutscale.key("AKOTHER")]))
        guard case .quarantined = try outcome(stage) else {
            Issue.record("it was settled too early")
            return
        }
        stage.pass(90_000)
        guard case .nothingMade(let candidates) = try outcome(stage) else {
            Issue.record("it was not settled")
            return
        }
        #expect(candidates.map(\.id) == ["AKOTHER"])
        #expect(try stage.openIntents().isEmpty)
        #expect(!stage.outscale.actions.contains("DeleteAccessKey"))
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
        try stage.takeOver(host: "there")
        #expect(try stage.openIntents().map(\.hostID) == ["there"])
        guard case .quarantined = try outcome(stage, host: "there") else {
            Issue.record("it was not taken over")
            return
        }
        let leased = try Stage()
        _ = KeptKeys(of: leased.outscale)
        try leased.lease()
        try leased.takeOver(host: "there")
        #expect(try leased.openIntents().map(\.hostID) == ["here"])
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

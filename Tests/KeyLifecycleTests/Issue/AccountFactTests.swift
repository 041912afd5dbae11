import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

/// The account's ceiling and its quota, which the vault knows for a day.
@Suite("What OUTSCALE has said of the account")
struct AccountFactTests {
    private let stage: Stage
    private var outscale: ScriptedOutscale { stage.outscale }
    private static let questions = ["ReadApiAccessPolicy", "ReadQuotas"]

    init() throws {
        stage = try Stage()
        outscale.on("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 0))
        outscale.on("ReadQuotas", ScriptedOutscale.quota(10))
    }

    /// What is asked while something is done.
    private func asked(_ body: () throws -> Void) rethrows -> [String] {
        let before = outscale.actions.count
        try body()
        return Array(outscale.actions.dropFirst(before))
    }

    private func facts() throws -> AccountFacts? {
        try stage.unlocked().contents.profile(id: stage.profile.id)?.accountFacts
    }

    /// OUTSCALE holds so many of alice's keys.
    private func lists(_ count: Int) {
        outscale.always(
            "ReadAccessKeys",
            ScriptedOutscale.keys((0..<count).map { ScriptedOutscale.key("AK\($0)") }))
    }

    @Test func `is kept with its time`() throws {
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 604_800))
        try stage.issue(expiresIn: 3_600)
        #expect(
            try facts()
                == AccountFacts(
                    longestLife: AccountFact(604_800, readAt: stage.now),
                    mostKeys: AccountFact(10, readAt: stage.now)))
    }

    @Test(arguments: [0, 86_399.0])
    func `is not asked for again within a day`(later: Double) throws {
        try stage.issue()
        stage.pass(later)
        try #expect(
            asked { try stage.issue(named: "bob") } == ["ReadAccessKeys", "CreateAccessKey"])
    }

    @Test func `is unknown after a day`() throws {
        try stage.issue()
        stage.pass(86_400)
        let calls = try asked { try stage.issue(named: "bob") }
        #expect(calls == ["ReadAccessKeys"] + Self.questions + ["CreateAccessKey"])
        #expect(try facts()?.mostKeys?.readAt == stage.now)
    }

    @Test func `is unknown where it was read in the future`() throws {
        stage.setClockAhead(by: 50)
        try stage.issue()
        stage.setClockAhead(by: -50)
        #expect(try asked { try stage.issue(named: "bob") }.contains("ReadQuotas"))
    }

    /// A refusal that may be OUTSCALE's, one that may be anybody's, and none at all.
    private static let ends = [
        ScriptedOutscale.Reply.problem(400, "{\"title\":\"the key must expire earlier\"}"),
        .json(400, "{\"__type\":\"ApiAccessPolicyConflict\",\"message\":\"too long\"}"),
        .failure(.timedOut, sent: true),
    ]

    @Test(arguments: ends)
    func `is forgotten where a creation has brought no key`(end: ScriptedOutscale.Reply) throws {
        try stage.issue()
        outscale.always("CreateAccessKey", end)
        #expect(throws: LifecycleError.self) { try stage.issue(named: "bob") }
        #expect(try facts()?.longestLife == nil && facts()?.mostKeys == nil)
    }

    @Test func `is asked for again by whoever wants a judgement`() throws {
        try stage.issue()
        let calls = try asked { try stage.rehearse(named: "bob") }
        #expect(calls.filter(Self.questions.contains) == Self.questions)
    }

    @Test func `costs no transaction of its own`() throws {
        let first = try stage.unlocked().epoch
        try stage.issue()
        let second = try stage.unlocked().epoch
        try stage.issue(named: "bob")
        #expect(try stage.unlocked().epoch - second == second - first)
    }

    @Test func `is not kept where the caller may not know it`() throws {
        for question in Self.questions {
            outscale.always(question, ScriptedOutscale.refusal(401, code: "4"))
        }
        try stage.issue()
        #expect(try facts() == AccountFacts())
        #expect(
            try asked { try stage.issue(named: "bob") }.filter(Self.questions.contains)
                == Self.questions)
    }
}

extension AccountFactTests {
    @Test func `of a quota that was raised refuses nothing`() throws {
        outscale.always("ReadQuotas", ScriptedOutscale.quota(2))
        try stage.issue()
        outscale.always("ReadQuotas", ScriptedOutscale.quota(10))
        lists(2)
        try stage.issue(named: "bob")
        #expect(try facts()?.mostKeys?.value == 10)
    }

    @Test func `of a ceiling that was lifted cuts nothing`() throws {
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 604_800))
        try stage.issue(expiresIn: 3_600)
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 0))
        let month = 30 * 86_400.0
        let issued = try stage.issue(named: "bob", expiresIn: month, mayBeCut: true)
        #expect(issued.key.expiresAt == stage.now.addingTimeInterval(month))
        #expect(issued.remarks.isEmpty)
    }

    @Test func `of a quota that was lowered does not hide why OUTSCALE refuses`() throws {
        try stage.issue()
        outscale.always("ReadQuotas", ScriptedOutscale.quota(1))
        lists(1)
        outscale.always("CreateAccessKey", ScriptedOutscale.refusal(400, code: "10022"))
        do throws(any Error) {
            try stage.issue(named: "bob")
            Issue.record("it was made")
        } catch LifecycleError.quotaReached(let limit, let held, let user) {
            #expect(limit == 1 && held == 1 && user == "alice")
        }
        #expect(try stage.openIntents().isEmpty && facts() == AccountFacts())
        #expect(outscale.actions.count { $0 == "CreateAccessKey" } == 2)
        do throws(any Error) {
            try stage.issue(named: "bob")
            Issue.record("it was sent")
        } catch LifecycleError.quotaReached {}
        #expect(outscale.actions.count { $0 == "CreateAccessKey" } == 2)
    }

    @Test(arguments: [nil, 900.0])
    func `of a ceiling that has come does not hide why OUTSCALE refuses`(seconds: Double?) throws {
        try stage.issue()
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 600))
        outscale.always("CreateAccessKey", ScriptedOutscale.refusal(400, code: "4045"))
        do throws(any Error) {
            try stage.issue(named: "bob", expiresIn: seconds)
            Issue.record("it was made")
        } catch LifecycleError.expiryBeyondCeiling {
            #expect(seconds != nil)
        } catch LifecycleError.expiryRequired(let maximum) {
            #expect(seconds == nil && maximum == 600)
        }
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `of a ceiling that has come is no reason not to cut what may be cut`() throws {
        try stage.issue()
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 600))
        outscale.always("CreateAccessKey", ScriptedOutscale.refusal(400, code: "4045"))
        outscale.on("CreateAccessKey") { ScriptedOutscale.created($0) }
        let issued = try stage.issue(named: "bob", expiresIn: 900, mayBeCut: true)
        #expect(issued.remarks.contains { if case .expiryCut = $0 { true } else { false } })
        #expect(outscale.actions.count { $0 == "CreateAccessKey" } == 3)
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `that OUTSCALE goes on to refuse is asked for once`() throws {
        try stage.issue()
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 600))
        outscale.always("CreateAccessKey", ScriptedOutscale.refusal(400, code: "4045"))
        do throws(any Error) {
            try stage.issue(named: "bob", expiresIn: 900, mayBeCut: true)
            Issue.record("it was made")
        } catch LifecycleError.notCreated {}
        #expect(outscale.actions.count { $0 == "CreateAccessKey" } == 3)
    }

    @Test func `of a ceiling that has come is no reason not to rotate a key`() throws {
        let kept = KeptKeys(of: outscale)
        let old = try stage.issue(expiresIn: 900, verified: true).key
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 600))
        outscale.next("CreateAccessKey", ScriptedOutscale.refusal(400, code: "4045"))
        let rotation = try stage.rotate(old, grace: 0)
        #expect(rotation.remarks.contains { if case .expiryCut = $0 { true } else { false } })
        #expect(try stage.openIntents().isEmpty)
        #expect(kept.all.count == 1)
    }

    @Test func `of a ceiling that has come is no reason not to lease a key`() throws {
        let kept = KeptKeys(of: outscale)
        try stage.issue(named: "bob", expiresIn: 900)
        outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 600))
        outscale.next("CreateAccessKey", ScriptedOutscale.refusal(400, code: "4045"))
        let lease = try stage.lease()
        #expect(lease.issued.remarks.contains { if case .expiryCut = $0 { true } else { false } })
        #expect(try stage.openIntents().count == 1)
        #expect(kept.all.count == 2)
    }

    @Test func `is not blamed for what it does not explain`() throws {
        try stage.issue()
        outscale.always("CreateAccessKey", ScriptedOutscale.refusal(400, code: "4045"))
        do throws(any Error) {
            try stage.issue(named: "bob", expiresIn: 3_600)
            Issue.record("it was made")
        } catch LifecycleError.notCreated {}
    }

    @Test func `is not asked for where OUTSCALE refuses the caller`() throws {
        try stage.issue()
        outscale.always("CreateAccessKey", ScriptedOutscale.refusal(401, code: "4"))
        let calls = asked { _ = try? stage.issue(named: "bob") }
        #expect(calls == ["ReadAccessKeys", "CreateAccessKey"])
        #expect(try facts()?.mostKeys?.value == 10)
    }
}

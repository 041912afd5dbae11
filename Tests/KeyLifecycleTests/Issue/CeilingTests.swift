import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("An account that limits the life of keys to seven days")
struct CeilingTests {
    private let stage: Stage
    private let kept: KeptKeys
    private static let week = 7 * 86_400.0

    init() throws {
        stage = try Stage()
        kept = KeptKeys(of: stage.outscale)
        stage.outscale.on(
            "ReadApiAccessPolicy",
            ScriptedOutscale.ceiling(seconds: 604_800))
    }

    @Test(arguments: [7 * 86_400.0, 30 * 86_400.0])
    func `cuts a span to its limit, and says so`(seconds: Double) throws {
        let issued = try stage.issue(expiresIn: seconds, mayBeCut: true)
        let life = try #require(issued.key.expiresAt).timeIntervalSince(stage.now)
        #expect(life < Self.week && life > Self.week - 120)
        #expect(issued.remarks.contains { if case .expiryCut = $0 { true } else { false } })
    }

    @Test func `leaves a shorter one alone`() throws {
        let issued = try stage.issue(expiresIn: 86_400, mayBeCut: true)
        #expect(issued.key.expiresAt == stage.now.addingTimeInterval(86_400))
        #expect(issued.remarks.isEmpty)
    }

    @Test func `refuses a date beyond it that a person has named, and nothing is sent`() throws {
        do throws(any Error) {
            try stage.issue(expiresIn: Self.week)
            Issue.record("it was sent")
        } catch LifecycleError.expiryBeyondCeiling {}
        #expect(!stage.outscale.actions.contains("CreateAccessKey"))
    }

    @Test func `cuts a span that a key is to live from now on, and says so`() throws {
        let key = try stage.issue(expiresIn: 86_400).key
        let wish = KeyChange.expiry(stage.now.addingTimeInterval(30 * 86_400))
        let changed = try stage.change(key, wish, mayBeCut: true)
        let life = try #require(changed.key.expiresAt).timeIntervalSince(stage.now)
        #expect(changed.isCut && life < Self.week && life > Self.week - 120)
    }

    @Test func `refuses a later date or none for a key that there is, and nothing is sent`() throws
    {
        let key = try stage.issue(expiresIn: 86_400).key
        do throws(any Error) {
            try stage.change(key, .expiry(stage.now.addingTimeInterval(30 * 86_400)))
            Issue.record("it was sent")
        } catch LifecycleError.expiryBeyondCeiling {}
        do throws(any Error) {
            try stage.change(key, .expiry(nil))
            Issue.record("it was sent")
        } catch LifecycleError.expiryRequired {}
        #expect(!stage.outscale.actions.contains("UpdateAccessKey"))
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `cuts a rotation's expiry, also of a key that never expires`() throws {
        let (stage, kept, old) = try Stage.holdingKey(verified: true)
        stage.outscale.on(
            "ReadApiAccessPolicy",
            ScriptedOutscale.ceiling(seconds: 604_800))
        let rotation = try stage.rotate(old, grace: 0)
        #expect(rotation.remarks.contains { if case .expiryCut = $0 { true } else { false } })
        let expiry = try #require(kept.all.first?.expiry.flatMap(OutscaleDate.parse))
        #expect(expiry <= stage.now.addingTimeInterval(Self.week))
    }

    @Test func `that came after the key is told, where setting its tag has cut its expiry`() throws
    {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        stage.outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 0))
        _ = try stage.issue(verified: true)
        stage.outscale.always(
            "ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 604_800))
        stage.outscale.next("UpdateAccessKey", ScriptedOutscale.refusal(409, code: "4118"))
        let issued = try stage.issue(named: "bob", tag: "mine")
        #expect(issued.remarks.contains { if case .expiryCut = $0 { true } else { false } })
        let expiry = try #require(kept.all.last?.expiry.flatMap(OutscaleDate.parse))
        #expect(issued.key.expiresAt == expiry)
    }

    @Test func `that came after the key is told, also where nobody can look afterwards`() throws {
        let stage = try Stage()
        let kept = KeptKeys(of: stage.outscale)
        stage.outscale.always("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 0))
        _ = try stage.issue(verified: true)
        stage.outscale.next("UpdateAccessKey", ScriptedOutscale.refusal(409, code: "4118"))
        stage.outscale.on("ReadApiAccessPolicy") { _ in
            // Afterwards a proxy answers whoever looks.
            stage.outscale.always("ReadAccessKeys", .json(421, "misdirected"))
            return ScriptedOutscale.ceiling(seconds: 604_800)
        }
        stage.outscale.drop("ReadApiAccessPolicy")
        let issued = try stage.issue(named: "bob", tag: "mine")
        #expect(issued.remarks.contains { if case .userTagNotSet = $0 { true } else { false } })
        #expect(issued.remarks.contains { if case .expiryCut = $0 { true } else { false } })
        let expiry = try #require(kept.all.last?.expiry.flatMap(OutscaleDate.parse))
        #expect(issued.key.expiresAt == expiry)
    }
}

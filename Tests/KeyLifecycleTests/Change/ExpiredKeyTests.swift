import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A key that has expired")
struct ExpiredKeyTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey(expiresIn: 3_600, verified: true)
        stage.pass(7_200)
    }

    private func believing(_ refusesPast: Bool) {
        if refusesPast { kept.refusesExpiries { [stage] in stage.now } }
    }

    @Test(arguments: [true, false])
    func `is disabled, whether or not OUTSCALE takes a date in the past`(refuses: Bool) throws {
        believing(refuses)
        _ = try stage.change(key, .state(.inactive))
        #expect(kept.all.first?.state == "INACTIVE")
        #expect(try stage.openIntents().isEmpty)
    }

    @Test(arguments: [true, false])
    func `is tagged, and not woken by it`(refuses: Bool) throws {
        believing(refuses)
        _ = try stage.change(key, .tag("mine"))
        let cloud = try #require(kept.all.first)
        let expiry = try #require(cloud.expiry.flatMap(OutscaleDate.parse))
        #expect(cloud.tag == "mine")
        #expect(expiry <= stage.now || cloud.state == "INACTIVE")
    }

    @Test(arguments: [true, false])
    func `has another date afterwards where OUTSCALE takes none in the past, and that is told`(
        refuses: Bool
    ) throws {
        believing(refuses)
        #expect(try stage.change(key, .tag("mine")).isRedated == refuses)
    }

    @Test(arguments: [true, false])
    func `is deleted`(refuses: Bool) throws {
        believing(refuses)
        try stage.delete(key)
        #expect(try kept.all.isEmpty && stage.record(key.id) == nil)
    }

    @Test(arguments: [true, false])
    func `is rotated to its end`(refuses: Bool) throws {
        believing(refuses)
        var fresh = key
        fresh.expiresAt = stage.now.addingTimeInterval(86_400)
        try stage.rotate(key, grace: 0, expiringAt: fresh.expiresAt)
        #expect(kept.all.count == 1 && kept.all.first?.id != key.accessKeyID)
        #expect(try stage.openIntents().isEmpty)
    }

    @Test func `waits for no grace, since it can't be had back`() throws {
        guard case .done = try stage.rotate(key, expiringAt: stage.now + 86_400).state else {
            Issue.record("a dead key takes a place for a day")
            return
        }
    }

    @Test func `does not get its place back`() throws {
        let key = try stage.change(key, .expiry(stage.now.addingTimeInterval(60))).key
        try stage.rotate(key, expiringAt: stage.now.addingTimeInterval(86_400))
        stage.pass(120)
        do throws(any Error) {
            try stage.undo(key)
            Issue.record("a dead key was given its place back")
        } catch LifecycleError.oldKeyExpired {}
        #expect(kept.all.count == 2)
    }
}

@Suite("What an update leaves out")
struct UpdateFieldsTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let key: KeyRecord

    init() throws {
        (stage, kept, key) = try Stage.holdingKey(expiresIn: 86_400)
    }

    private func lastUpdate() throws -> ScriptedOutscale.Call {
        try #require(stage.outscale.calls.last { $0.action == "UpdateAccessKey" })
    }

    @Test(arguments: [KeyChange.tag("mine"), .expiry(nil)])
    func `is the state, so that a key which others have disabled is not woken`(
        change: KeyChange
    ) throws {
        _ = try stage.change(key, change)
        #expect(try lastUpdate().member("State") == nil)
    }

    @Test func `is the tag, so that another's stays`() throws {
        _ = try stage.change(key, .state(.inactive))
        #expect(try lastUpdate().member("Tag") == nil)
        #expect(try lastUpdate().member("ExpirationDate") != nil)
    }

    @Test func `are sent again where they were cleared, and a failure is not the change's`() throws
    {
        let tagged = try stage.change(key, .tag("mine")).key
        stage.outscale.drop("UpdateAccessKey")
        let cleared = "{\"AccessKeyId\":\"\(key.accessKeyID)\",\"State\":\"INACTIVE\"}"
        stage.outscale.on(
            "UpdateAccessKey", .json(200, "{\"AccessKey\":\(cleared),\"ResponseContext\":{}}"))
        stage.outscale.on("UpdateAccessKey", ScriptedOutscale.refusal(400, code: "5076"))
        do throws(any Error) {
            try stage.change(tagged, .state(.inactive))
            Issue.record("the tag was lost without a word")
        } catch LifecycleError.changeOpen {} catch LifecycleError.unconfirmed {}
        #expect(try stage.openIntents().count == 1)
    }
}

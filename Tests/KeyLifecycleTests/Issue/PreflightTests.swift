import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("What is refused before the request")
struct PreflightTests {
    private func refused(_ stage: Stage, expiresIn seconds: Double? = nil) throws {
        #expect(throws: LifecycleError.self) { try stage.issue(expiresIn: seconds) }
        #expect(!stage.outscale.actions.contains("CreateAccessKey"))
        #expect(try stage.unlocked().contents.intents.isEmpty)
        #expect(stage.landings.isEmpty)
    }

    @Test func `a name that is taken, without asking OUTSCALE anything`() throws {
        let stage = try Stage()
        try stage.issue()
        let calls = stage.outscale.calls.count
        #expect(throws: LifecycleError.self) { try stage.issue() }
        #expect(stage.outscale.calls.count == calls)
    }

    @Test func `an expiry in the past`() throws { try refused(Stage(), expiresIn: -1) }

    @Test func `an expiry beyond the year 9999`() throws { try refused(Stage(), expiresIn: 3e11) }

    @Test(arguments: [61.0, -61.0, 3_600.0])
    func `a clock that is off by more than a minute`(seconds: Double) throws {
        let stage = try Stage()
        stage.setClockAhead(by: seconds)
        try refused(stage)
    }

    @Test(arguments: [0.0, 59.0, -59.0])
    func `not a clock that is off by less`(seconds: Double) throws {
        let stage = try Stage()
        stage.setClockAhead(by: seconds)
        try stage.issue()
    }

    @Test func `a quota that is full`() throws {
        let stage = try Stage()
        stage.outscale.on(
            "ReadAccessKeys", ScriptedOutscale.keys([ScriptedOutscale.key("AK1")]))
        stage.outscale.on("ReadQuotas", ScriptedOutscale.quota(1))
        try refused(stage)
    }

    @Test(arguments: [nil, 900.0])
    func `an expiry that the account's policy does not allow`(seconds: Double?) throws {
        let stage = try Stage()
        stage.outscale.on("ReadApiAccessPolicy", ScriptedOutscale.ceiling(seconds: 600))
        try refused(stage, expiresIn: seconds)
    }

    @Test func `a user whom OUTSCALE does not know`() throws {
        let stage = try Stage()
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.refusal(400, code: "5075"))
        try refused(stage)
    }
}

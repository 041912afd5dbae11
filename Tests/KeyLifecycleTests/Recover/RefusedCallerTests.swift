import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("Recovery by a caller whom OUTSCALE refuses")
struct RefusedCallerTests {
    private static let refusal = ScriptedOutscale.refusal(401, code: "1")
    private let stage: Stage

    /// Two creations whose answers were lost.
    init() throws {
        stage = try Stage()
        stage.outscale.on("CreateAccessKey", .failure(.timedOut, sent: true))
        for _ in 0..<2 { #expect(throws: LifecycleError.self) { try stage.issue() } }
        #expect(try stage.openIntents().count == 2)
    }

    private func recovering(settling: Double = 60) throws -> (open: Int, actions: [String]) {
        let before = stage.outscale.calls.count
        let results = try stage.recover(settling: settling)
        return (results.count { $0.isOpen }, Array(stage.outscale.actions.dropFirst(before)))
    }

    @Test func `sends one call, whatever is open`() throws {
        stage.outscale.on("ReadAccounts", Self.refusal)
        stage.outscale.on("ReadAccessKeys", Self.refusal)
        let (open, actions) = try recovering()
        #expect(open == 2 && actions == ["ReadAccounts"])
        #expect(stage.pauses.isEmpty)
    }

    @Test(arguments: ["1", "11", "13"], [401, 200])
    func `ends at its first refused look, for all that the profile has open`(
        code: String, status: Int
    ) throws {
        stage.outscale.on("ReadAccessKeys", ScriptedOutscale.refusal(status, code: code))
        let (open, actions) = try recovering()
        #expect(open == 2 && actions == ["ReadAccounts", "ReadAccessKeys"])
    }

    @Test func `goes on where only the right to the call is missing`() throws {
        stage.outscale.on("ReadAccounts", ScriptedOutscale.refusal(401, code: "4"))
        let (_, actions) = try recovering(settling: 0)
        #expect(actions.count { $0 == "ReadAccessKeys" } == 4)
    }

    @Test func `looks again where a look was only disturbed`() throws {
        stage.outscale.on("ReadAccessKeys", .json(500, "{}"))
        let (_, actions) = try recovering(settling: 10)
        #expect(actions.count { $0 == "ReadAccessKeys" } > 2)
    }

    @Test func `looks once for each creation where a command waits for it`() throws {
        _ = try stage.recover(settling: 60, isPrelude: true)
        #expect(stage.pauses.isEmpty)
        _ = try stage.recover(settling: 60)
        #expect(!stage.pauses.isEmpty)
    }

    @Test(arguments: [61.0, -3_600.0])
    func `decides nothing by a wrong clock, and says that it is wrong`(ahead: Double) throws {
        stage.setClockAhead(by: ahead)
        stage.outscale.on("ReadAccounts", Self.refusal)
        let error = #expect(throws: LifecycleError.self) { try stage.recover() }
        guard case .clockSkewed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try stage.openIntents().count == 2)
    }
}

import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A creation that was refused in doubt")
struct WatchedTagTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let intent: Intent
    /// Why the creation failed.
    private let error: LifecycleError?

    /// OUTSCALE says "slow down", and no list has the key.
    init() throws {
        let stage = try Stage()
        stage.outscale.on("CreateAccessKey", ScriptedOutscale.refusal(429, code: "24"))
        kept = KeptKeys(of: stage.outscale)
        error = #expect(throws: LifecycleError.self) { try stage.issue() }
        intent = try #require(try stage.openIntents().first)
        self.stage = stage
    }

    @Test func `is watched, and nobody is bothered with it`() throws {
        #expect(intent.isWatched)
        #expect(intent.isResting(at: stage.now, host: "here"))
        #expect(try stage.recover().isEmpty)
    }

    @Test func `is watched until the quarantine is over`() throws {
        stage.pass(86_000)
        #expect(try stage.recover().isEmpty)
        #expect(try stage.openIntents().map(\.isWatched) == [true])
        stage.pass(1_000)
        #expect(try stage.recover().isEmpty && stage.openIntents().isEmpty)
    }

    @Test func `is told with the time until which its key may appear`() throws {
        guard case .notListedAfterRefusal(_, let end) = error else {
            Issue.record("it ended with \(String(describing: error))")
            return
        }
        #expect(end == intent.startedAt.addingTimeInterval(86_400))
    }
}

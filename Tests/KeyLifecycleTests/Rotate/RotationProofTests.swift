import Foundation
import Testing

@testable import APIClient
@testable import KeyLifecycle
@testable import Vault

@Suite("A rotation whose new key OUTSCALE does not accept")
struct RotationProofTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let old: KeyRecord

    init() throws {
        (stage, kept, old) = try Stage.holdingKey()
        kept.refusesNewKeys()
    }

    private func attempts(_ body: () throws -> Void) throws -> Int {
        let before = kept.refusals
        try body()
        return kept.refusals - before
    }

    @Test func `is tried three times by the process that made it`() throws {
        let count = try attempts {
            #expect(throws: LifecycleError.self) { try stage.rotate(old) }
        }
        #expect(count == 3 && stage.pauses == [2, 5])
        #expect(try stage.openIntents().map { $0.rotation != nil } == [true])
    }

    @Test func `is tried three times by a later one, and not before its own command`() throws {
        #expect(throws: LifecycleError.self) { try stage.rotate(old) }
        #expect(try attempts { _ = try stage.recover(isPrelude: true) } == 0)
        let count = try attempts {
            #expect(throws: LifecycleError.self) { try stage.rotate(old) }
        }
        #expect(count == 3)
        #expect(try attempts { _ = try stage.recover() } == 3)
    }

    @Test func `takes the old one's place once it is accepted`() throws {
        #expect(throws: LifecycleError.self) { try stage.rotate(old) }
        kept.acceptsNewKeys()
        guard case .inGrace = try stage.rotate(old).state else {
            Issue.record("it was not promoted")
            return
        }
    }
}

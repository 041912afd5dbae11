import Foundation
import Testing

@testable import KeyLifecycle
@testable import Vault

@Suite("A rotation's windows")
struct OverlapTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let old: KeyRecord

    init() throws {
        (stage, kept, old) = try Stage.holdingKey(verified: true)
    }

    private func stateOfOld() -> String? { kept.all.first { $0.id == old.accessKeyID }?.state }

    @Test func `call no old key inactive that an open change may have woken`() throws {
        let disabled = try stage.change(old, .state(.inactive)).key
        kept.hide(old.accessKeyID)
        #expect(throws: LifecycleError.self) { try stage.change(disabled, .state(.active)) }
        #expect(stateOfOld() == "ACTIVE")
        kept.showAll()
        let rotation = try stage.rotate(disabled, overlap: 3_600)
        #expect(rotation.state == .overlapping(until: stage.now.addingTimeInterval(3_600)))
    }

    @Test func `let the old key work on, then keep it inactive, then delete it`() throws {
        guard
            case .overlapping(let end) = try stage.rotate(old, overlap: 3_600, grace: 86_400).state
        else {
            Issue.record("there is no overlap")
            return
        }
        #expect(end == stage.now.addingTimeInterval(3_600) && stateOfOld() == "ACTIVE")
        #expect(try stage.recover().isEmpty)
        stage.pass(3_601)
        _ = try stage.recover()
        #expect(stateOfOld() == "INACTIVE")
        stage.pass(86_000)
        #expect(try stage.recover().isEmpty)
        stage.pass(401)
        _ = try stage.recover()
        #expect(try stateOfOld() == nil && stage.openIntents().isEmpty)
        #expect(try stage.record(old.id) == nil)
    }

    @Test(arguments: [(overlap: 3_600, state: "ACTIVE"), (overlap: 0, state: "INACTIVE")])
    func `are not ended by a clock that is wrong`(overlap: Int64, state: String) throws {
        try stage.rotate(old, overlap: overlap, grace: 86_400)
        stage.setClockAhead(by: 200_000)
        let old = try #require(try stage.record(old.id))
        do throws(any Error) {
            try stage.rotate(old)
            Issue.record("a window was ended early")
        } catch LifecycleError.clockSkewed {}
        #expect(stateOfOld() == state)
    }

    @Test func `are over at once where both are nothing`() throws {
        guard case .done = try stage.rotate(old, grace: 0).state else {
            Issue.record("it waits")
            return
        }
        #expect(stateOfOld() == nil)
    }

    @Test func `can be shortened while they are open`() throws {
        try stage.rotate(old, overlap: 3_600, grace: 86_400)
        guard case .inGrace = try stage.rotate(old, overlap: 0).state else {
            Issue.record("the overlap was not ended")
            return
        }
        #expect(stateOfOld() == "INACTIVE")
    }

    @Test func `keep their ends where nobody names others`() throws {
        try stage.rotate(old, overlap: 3_600, grace: 60)
        guard case .overlapping(let end) = try stage.rotate(old).state else {
            Issue.record("the overlap was ended")
            return
        }
        #expect(end == stage.now.addingTimeInterval(3_600))
        stage.pass(3_601)
        guard case .inGrace(let end) = try stage.rotate(old).state else {
            Issue.record("there is no grace")
            return
        }
        #expect(end == stage.now.addingTimeInterval(60))
    }

    @Test func `end at once where a command says so`() throws {
        try stage.rotate(old, overlap: 3_600)
        guard case .done = try stage.rotate(old, endingWindows: true).state else {
            Issue.record("it waits")
            return
        }
        #expect(stateOfOld() == nil)
    }

    @Test func `promise nothing beyond the old key's own expiry`() throws {
        let old = try stage.change(old, .expiry(stage.now.addingTimeInterval(600))).key
        let later = stage.now.addingTimeInterval(86_400)
        let first = try stage.rotate(old, overlap: 3_600, expiringAt: later).state
        #expect(first == .overlapping(until: stage.now.addingTimeInterval(600)))
        let second = try stage.rotate(old, overlap: 0).state
        #expect(second == .inGrace(until: stage.now.addingTimeInterval(600)))
    }

    @Test func `leave the way back open in both`() throws {
        try stage.rotate(old, overlap: 3_600, grace: 86_400)
        guard case .undone = try stage.undo(old).state else {
            Issue.record("it was not undone")
            return
        }
        #expect(kept.all.map(\.id) == [old.accessKeyID] && stateOfOld() == "ACTIVE")
    }
}

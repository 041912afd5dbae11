import Foundation
import Testing

@testable import KeyLifecycle
@testable import Vault

@Suite("A rotation whose new key does not work any more")
struct FitnessTests {
    private let stage: Stage
    private let kept: KeptKeys
    private let old: KeyRecord
    private let new: KeyRecord

    static let defects = ["expired", "inactive", "gone"]

    init() throws {
        (stage, kept, old) = try Stage.holdingKey(verified: true)
        let later = stage.now.addingTimeInterval(86_400)
        new = try #require(
            try stage.rotate(old, overlap: 3_600, grace: 3_600, expiringAt: later).key)
    }

    private func spoil(_ defect: String) {
        switch defect {
        case "expired":
            let past = stage.now.addingTimeInterval(60).formatted(.iso8601)
            kept.change(new.accessKeyID) { $0.expiry = past }
        case "inactive": kept.change(new.accessKeyID) { $0.state = "INACTIVE" }
        default: kept.remove(new.accessKeyID)
        }
    }

    private func stateOfOld() -> String? { kept.all.first { $0.id == old.accessKeyID }?.state }

    private func isHeld() throws -> Bool {
        // No call is signed by the new key: this double takes any.
        let results = try stage.recover(isPrelude: true)
        guard case .failed(.newKeyUnfit) = results.first?.outcome else { return false }
        return true
    }

    @Test(arguments: defects)
    func `leaves the old key in use`(defect: String) throws {
        spoil(defect)
        stage.pass(3_700)
        #expect(try isHeld() && stateOfOld() == "ACTIVE")
    }

    @Test(arguments: defects)
    func `keeps the old key from being deleted`(defect: String) throws {
        stage.pass(3_700)
        _ = try stage.recover()
        #expect(stateOfOld() == "INACTIVE")
        spoil(defect)
        stage.pass(3_700)
        #expect(try isHeld() && stateOfOld() == "INACTIVE")
        // The end of a new key that is gone is proven later.
        do { try stage.undo(old) } catch LifecycleError.endUnproven {}
        #expect(stateOfOld() == "ACTIVE")
    }

    @Test(arguments: defects)
    func `goes on where the old key is gone, too`(defect: String) throws {
        spoil(defect)
        kept.remove(old.accessKeyID)
        stage.pass(90_000)
        // It is absent for a day before that counts.
        for seconds in [3_700.0, 90_000, 0] {
            _ = try stage.recover(isPrelude: true)
            stage.pass(seconds)
        }
        #expect(try stage.openIntents().isEmpty && stage.record(old.id) == nil)
        #expect(try stage.record(new.id) != nil)
    }

    @Test func `goes on once a person has woken the new key`() throws {
        spoil("inactive")
        stage.pass(3_700)
        #expect(try isHeld() && stage.record(new.id)?.state == .inactive)
        _ = try stage.change(try #require(try stage.record(new.id)), .state(.active))
        _ = try stage.recover(isPrelude: true)
        #expect(stateOfOld() == "INACTIVE")
    }

    @Test func `goes on where the new key is listed and works`() throws {
        stage.pass(3_700)
        _ = try stage.recover()
        stage.pass(3_700)
        _ = try stage.recover()
        #expect(try stateOfOld() == nil && stage.openIntents().isEmpty)
    }

    @Test func `goes on where no list has the new key and OUTSCALE accepts what it signs`() throws {
        kept.hide(new.accessKeyID)
        stage.pass(3_700)
        _ = try stage.recover()
        #expect(stateOfOld() == "INACTIVE")
    }
}

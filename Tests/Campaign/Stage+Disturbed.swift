import Foundation
import Vault
import VaultTestSupport

extension Stage {
    /// Runs a scenario's command disturbed, recovers, and gives all breaches.
    /// - Parameters:
    ///   - model: what OUTSCALE is like from the command on.
    ///   - beforehand: what begins the disturbance.
    ///   - afterwards: what ends it.
    func disturbed(
        _ scenario: Scenario, _ disturbance: Disturbance = .none,
        under model: ChosenModel = .usual, beforehand: () throws -> Void = {},
        afterwards: () throws -> Void = {}
    ) throws -> (status: Int32, found: [String]) {
        let rehearsed = try rehearse(scenario)
        defer { try? clear(rehearsed.user) }
        try take(model)
        let invariants = Invariants(
            stage: self, user: rehearsed.user, foreign: rehearsed.foreign,
            expiry: rehearsed.expiry)
        try beforehand()
        let (finished, untrue) = try judged(
            words(scenario.command, for: rehearsed.user), disturbance)
        try afterwards()
        var found = try untrue + invariants.always(epochBefore: rehearsed.epoch)
        if scenario.keepsWorkingKey { found += try invariants.hasWorkingKey() }
        if finished.status == 0 {
            found += try scenario.promised(to: rehearsed.user, in: vault())
            found += try invariants.done().map { "after success: \($0)" }
            if scenario.leavesNoKey { found += try invariants.hasNoKey() }
        }
        return (finished.status, found + (try recovered(scenario, invariants, rehearsed)))
    }

    private func recovered(
        _ scenario: Scenario, _ invariants: Invariants, _ rehearsed: Rehearsed
    ) throws -> [String] {
        var found = try recoverWhileTimePasses(invariants) { isLast in
            var found = try invariants.settled(isLast: isLast)
            if scenario.keepsWorkingKey { found += try invariants.hasWorkingKey() }
            if scenario.leavesNoKey { found += try invariants.hasNoKey() }
            return found
        }
        if found.isEmpty { found += try recoverAgain() }
        return found + (try invariants.always(epochBefore: rehearsed.epoch))
    }
}

import ArgumentParser
import Foundation
import Vault
import VaultTestSupport

/// SIGKILL at every mutating system call of every verb, recovery included.
struct KillSweep: ParsableCommand {
    @OptionGroup var options: CampaignOptions

    func run() throws {
        let stages = StageSupply()
        var tally = Tally("kill-sweep")
        var number = 0
        var killed = 0
        for scenario in Scenario.all where options.selects(scenario.name) {
            let places = try stages.next().trace(of: scenario).relevant
                .filter { options.isExhaustive || $0.subject.isPortable }
            options.tell("\(scenario.name): \(places.count) places")
            for call in places {
                number += 1
                let title = "\(scenario.name): killed at \(call.place)"
                guard options.includes(title) else { continue }
                options.tell(title)
                let (status, found) = try stages.next().disturbed(
                    scenario, .killed(at: call.name, call.nth))
                if status == 128 + SIGKILL { killed += 1 }
                tally.count(title, found)
            }
        }
        try tally.finish(", of \(number) places, \(killed) killed there")
        // A sweep that does not kill would find nothing.
        guard killed * 10 >= tally.cases * 9 else { throw Tally.Breached(count: tally.cases) }
    }
}

extension Stage {
    /// Runs a scenario's command disturbed, recovers, and gives all breaches.
    /// - Parameter afterwards: what ends the disturbance.
    func disturbed(
        _ scenario: Scenario, _ disturbance: Disturbance, afterwards: () throws -> Void = {}
    ) throws -> (status: Int32, found: [String]) {
        let rehearsed = try rehearse(scenario)
        defer { try? clear(rehearsed.user) }
        let invariants = Invariants(
            stage: self, user: rehearsed.user, foreign: rehearsed.foreign,
            expiry: rehearsed.expiry)
        let finished = try run(words(scenario.command, for: rehearsed.user), disturbance)
        try afterwards()
        var found = try invariants.always(epochBefore: rehearsed.epoch)
        if scenario.keepsWorkingKey { found += try invariants.hasWorkingKey() }
        if finished.status == 0 {
            found += try scenario.promised(to: rehearsed.user, in: vault())
            found += try invariants.done().map { "after success: \($0)" }
            if scenario.leavesNoKey { found += try invariants.hasNoKey() }
        }
        return (finished.status, found + (try recovered(scenario, invariants, rehearsed)))
    }

    func recovered(
        _ scenario: Scenario, _ invariants: Invariants, _ rehearsed: Rehearsed
    ) throws -> [String] {
        let recovery = try run(["recover"])
        guard recovery.status == 0 else {
            return ["recover ended with \(recovery.status): \(recovery.errors)"]
        }
        var found = try invariants.settled()
        if scenario.keepsWorkingKey { found += try invariants.hasWorkingKey() }
        if scenario.leavesNoKey { found += try invariants.hasNoKey() }
        let epoch = try vault().epoch
        let again = try run(["recover"])
        if again.status != 0 || !again.output.contains("Nothing was open") {
            found.append("I13 a second recovery did something: \(again.output)\(again.errors)")
        }
        if try vault().epoch != epoch { found.append("I13 a second recovery wrote the vault") }
        return found + (try invariants.always(epochBefore: rehearsed.epoch))
    }
}

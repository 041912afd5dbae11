import ArgumentParser
import Foundation
import Vault
import VaultTestSupport

/// Every disturbance that the simulated OUTSCALE knows, at every call of every verb.
struct NetworkFaults: ParsableCommand {
    @OptionGroup var options: CampaignOptions

    /// Each at its call; `commit` makes a gateway's failure come after the work.
    private static let faults = [
        "\"kind\":\"dropBeforeCommit\"", "\"kind\":\"dropAfterCommit\"",
        "\"kind\":\"halfAnswer\"", "\"kind\":\"malformedJSON\"", "\"kind\":\"emptyBody\"",
        "\"kind\":\"hugeBody\",\"bytes\":3000000", "\"kind\":\"wrongContentLength\"",
        "\"kind\":\"duplicateKeys\"", "\"kind\":\"noTagEcho\"",
        "\"kind\":\"missingSecretKey\"", "\"kind\":\"html502\"",
        "\"kind\":\"html502\",\"commit\":true", "\"kind\":\"redirect\",\"location\":\"/x\"",
        "\"kind\":\"status429\"", "\"kind\":\"status503\"",
        "\"kind\":\"status503\",\"commit\":true",
        "\"kind\":\"error\",\"status\":409,\"code\":\"9029\",\"type\":\"Conflict\"",
        "\"kind\":\"problemJSON\",\"status\":500",
    ]
    private static let actions = [
        "CreateAccessKey", "ReadAccessKeys", "UpdateAccessKey", "DeleteAccessKey",
    ]

    func run() throws {
        let stages = StageSupply()
        var tally = Tally("network-faults")
        var number = 0
        for scenario in Scenario.all where options.selects(scenario.name) {
            for action in Self.actions where scenario.calls(action) {
                for fault in Self.faults {
                    for extent in ["", ",\"nth\":2", ",\"every\":true"] {
                        number += 1
                        let plan = "{\"action\":\"\(action)\",\(fault)\(extent)}"
                        let title = "\(scenario.name): \(plan)"
                        guard options.includes(title) else { continue }
                        tally.count(title, try stages.next().meets(plan, scenario))
                    }
                }
            }
        }
        try tally.finish(", of \(number) scripts")
    }
}

extension Scenario {
    fileprivate func calls(_ action: String) -> Bool {
        switch action {
        case "CreateAccessKey": ["create-key", "rotate", "rotate-signer", "lease"].contains(name)
        case "DeleteAccessKey":
            [
                "rotate", "rotate-undo", "rotate-signer", "delete-key", "recover-lost", "lease",
                "recover-lease",
            ].contains(name)
        default: true
        }
    }
}

extension Stage {
    fileprivate func meets(_ plan: String, _ scenario: Scenario) throws -> [String] {
        let rehearsed = try rehearse(scenario)
        defer { try? clear(rehearsed.user) }
        let invariants = Invariants(
            stage: self, user: rehearsed.user, foreign: rehearsed.foreign,
            expiry: rehearsed.expiry)
        try setFaults(plan)
        let finished = try run(words(scenario.command, for: rehearsed.user))
        try setFaults()
        var found = try invariants.always(epochBefore: rehearsed.epoch)
        if scenario.keepsWorkingKey { found += try invariants.hasWorkingKey() }
        if finished.status == 0 {
            found += try scenario.promised(to: rehearsed.user, in: vault())
            found += try invariants.settled().map { "after success: \($0)" }
        }
        if finished.status > 78 { found.append("ended with \(finished.status)") }
        return found + (try recovered(scenario, invariants, rehearsed))
    }
}

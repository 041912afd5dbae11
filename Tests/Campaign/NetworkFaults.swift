import ArgumentParser
import Foundation

/// Every disturbance that the simulated OUTSCALE knows, at every call of every verb, and what proxies, gateways and
/// firewalls answer in its place.
struct NetworkFaults: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @OptionGroup var models: ModelOptions
    @Option(help: "Only faults that have this in their plan.") var fault: String?

    /// Each at its call; `commit` makes a gateway's failure come after the work, `late` after the answer.
    private static let faults = [
        "\"kind\":\"dropBeforeCommit\"", "\"kind\":\"dropAfterCommit\"",
        "\"kind\":\"dropBeforeCommit\",\"late\":40,\"judged\":\"onArrival\"",
        "\"kind\":\"halfAnswer\"", "\"kind\":\"malformedJSON\"", "\"kind\":\"emptyBody\"",
        "\"kind\":\"hugeBody\",\"bytes\":3000000", "\"kind\":\"wrongContentLength\"",
        "\"kind\":\"duplicateKeys\"", "\"kind\":\"noTagEcho\"",
        "\"kind\":\"missingSecretKey\"", "\"kind\":\"html502\"",
        "\"kind\":\"html502\",\"commit\":true", "\"kind\":\"redirect\",\"location\":\"/x\"",
        "\"kind\":\"status429\"", "\"kind\":\"status503\"",
        "\"kind\":\"status503\",\"commit\":true",
        "\"kind\":\"error\",\"status\":409,\"code\":\"9029\",\"type\":\"Conflict\"",
        "\"kind\":\"problemJSON\",\"status\":500", "\"kind\":\"problemJSON\"",
        "\"kind\":\"problemJSON\",\"commit\":true", "\"kind\":\"skewedDateHeader\"",
        "\"kind\":\"slow\",\"seconds\":2.5", "\"kind\":\"slowAfterCommit\",\"seconds\":2.5",
    ]

    /// What a gateway sends twice: both are done, and the answer is the first one's, the second one's, its own or lost.
    static let repeats =
        [
            "\"kind\":\"repeated\",\"twice\":\"first\"",
            "\"kind\":\"repeated\",\"twice\":\"second\"",
            "\"kind\":\"dropAfterCommit\",\"twice\":\"first\"",
            "\"kind\":\"error\",\"status\":409,\"code\":\"9029\",\"type\":\"Conflict\",\"twice\":\"first\"",
            "\"kind\":\"error\",\"status\":400,\"code\":\"10005\",\"twice\":\"first\"",
        ]
        + [408, 409, 502, 504].flatMap { status in
            ["html", "errors", "errorsWithRequestID", "problem"].map {
                "\"kind\":\"intermediary\",\"status\":\(status),\"body\":\"\($0)\",\"twice\":\"first\""
            }
        }

    private static let statuses = [
        200, 202, 302, 400, 401, 403, 404, 405, 407, 408, 409, 413, 418, 421, 425, 426, 429, 431,
        451, 495, 500, 502, 503, 504, 511, 520,
    ]

    /// Answers in OUTSCALE's place: before the work, after it, and while it is still to be done.
    static let intermediaries: [String] = statuses.flatMap { status in
        ["html", "json", "empty", "errors", "problem"].flatMap { body in
            ["", ",\"commit\":true", ",\"late\":40,\"judged\":\"onArrival\""].map {
                "\"kind\":\"intermediary\",\"status\":\(status),\"body\":\"\(body)\"\($0)"
            }
        }
    }

    private static let actions = [
        "CreateAccessKey", "ReadAccessKeys", "UpdateAccessKey", "DeleteAccessKey",
    ]

    func run() throws {
        let stages = StageSupply(telling: options)
        var tally = Tally("network-faults")
        var number = 0
        for model in try models.chosen() {
            for scenario in Scenario.all where options.selects(scenario.name) {
                for plan in Self.plans(for: scenario) where fault.map(plan.contains) ?? true {
                    number += 1
                    let title = "\(scenario.name): \(plan)\(model.suffix)"
                    guard options.includes(title) else { continue }
                    options.tell(title)
                    let found = try stages.next().meets(plan, scenario, under: model)
                    tally.count(title, repeating: models.repeating(title, model), found)
                    if !found.isEmpty { stages.discard() }
                }
            }
        }
        try tally.finish(", of \(number) scripts")
    }

    private static func plans(for scenario: Scenario) -> [String] {
        actions.filter(scenario.calls).flatMap { action in
            // A reading that is repeated does nothing.
            (faults + (action == "ReadAccessKeys" ? [] : repeats) + intermediaries).flatMap {
                fault in
                ["", ",\"nth\":2", ",\"every\":true"].map {
                    "{\"action\":\"\(action)\",\(fault)\($0)}"
                }
            }
        }
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
    fileprivate func meets(
        _ plan: String, _ scenario: Scenario, under model: ChosenModel
    ) throws -> [String] {
        let (status, found) = try disturbed(
            scenario, under: model,
            beforehand: {
                // An answer that comes too late.
                if plan.contains("\"slow") { apiTimeout = 2 }
                try setFaults(plan)
            },
            afterwards: {
                apiTimeout = 30
                try setFaults()
            })
        return found + (status > 78 ? ["ended with \(status)"] : [])
    }
}

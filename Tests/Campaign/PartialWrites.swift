import ArgumentParser
import Foundation
import VaultTestSupport

/// Every write of every verb done in half by the kernel: and then on, or with no space after it, or with a
/// disk that fails from there on.
struct PartialWrites: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @OptionGroup var models: ModelOptions

    private static let kinds = ["half", "half+", "broken"]

    func run() throws {
        let stages = StageSupply(telling: options)
        var tally = Tally("partial-writes")
        var number = 0
        var refused = 0
        for model in try models.chosen() {
            for scenario in Scenario.all where options.selects(scenario.name) {
                let writes = try stages.next().countWrites(of: scenario)
                options.tell("\(scenario.name): \(writes) writes")
                for write in 1...max(1, writes) {
                    for kind in Self.kinds {
                        number += 1
                        let title = "\(scenario.name): \(kind) at write \(write)\(model.suffix)"
                        guard options.includes(title) else { continue }
                        let (status, found) = try stages.next().disturbed(
                            scenario, .inside(.write, nth: write, how: kind), under: model)
                        if status != 0 { refused += 1 }
                        tally.count(title, repeating: models.repeating(title, model), found)
                        if !found.isEmpty { stages.discard() }
                    }
                }
            }
        }
        try tally.finish(", of \(number) places, \(refused) of them refused the command")
    }
}

extension Stage {
    /// Grows by a byte with every write of a run.
    private var tallyFile: String { home.root.path + ".writes" }

    /// How many writes an undisturbed run makes.
    func countWrites(of scenario: Scenario) throws -> Int {
        let rehearsed = try rehearse(scenario)
        defer { try? clear(rehearsed.user) }
        try? FileManager.default.removeItem(atPath: tallyFile)
        defer { try? FileManager.default.removeItem(atPath: tallyFile) }
        let finished = try run(
            words(scenario.command, for: rehearsed.user),
            .inside(.write, nth: 0, how: "half", more: ["DISTURB_COUNT": tallyFile]))
        let writes = FileManager.default.contents(atPath: tallyFile)?.count ?? 0
        guard finished.status == 0, writes > 0 else {
            throw Failed(scenario.command, "no writes were seen: \(finished.errors)")
        }
        return writes
    }
}

import ArgumentParser
import Foundation

/// SIGKILL at every mutating system call of every verb, recovery included.
struct KillSweep: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @OptionGroup var models: ModelOptions

    func run() throws {
        let stages = StageSupply(telling: options)
        var tally = Tally("kill-sweep")
        var number = 0
        var killed = 0
        for model in try models.chosen() {
            for scenario in Scenario.all where options.selects(scenario.name) {
                let places = try stages.next().trace(of: scenario, under: model).relevant
                    .filter { options.isExhaustive || $0.subject.isPortable }
                options.tell("\(scenario.name)\(model.suffix): \(places.count) places")
                for call in places {
                    number += 1
                    let title = "\(scenario.name): killed at \(call.place)\(model.suffix)"
                    guard options.includes(title) else { continue }
                    options.tell(title)
                    let (status, found) = try stages.next().disturbed(
                        scenario, .killed(at: call.name, call.nth), under: model)
                    if status == 128 + SIGKILL { killed += 1 }
                    tally.count(title, repeating: models.repeating(title, model), found)
                    if !found.isEmpty { stages.discard() }
                }
            }
        }
        try tally.finish(", of \(number) places, \(killed) killed there")
        // A sweep that does not kill would find nothing.
        guard killed * 10 >= tally.cases * 9 else { throw Tally.Breached(count: tally.cases) }
    }
}

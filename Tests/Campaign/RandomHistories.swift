import ArgumentParser
import Foundation

/// Random commands, disturbances, other administrators' doings and clock jumps, from a seed.
struct RandomHistories: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @Option(help: "How many histories.") var count = 20
    @Option(help: "The first history's seed; the others count on from there.") var seed: UInt64 = 1

    func run() throws {
        let stages = StageSupply()
        var tally = Tally("random-histories")
        var steps = 0
        var killed = 0
        for number in 0..<count {
            var history = History(seed: seed + UInt64(number), stage: try stages.next())
            let found = try history.play()
            options.tell("\(seed + UInt64(number)): \(history.steps.joined(separator: " | "))")
            steps += history.steps.count
            killed += history.killed
            tally.count(
                "seed \(seed + UInt64(number)) [\(history.steps.joined(separator: " | "))]",
                repeating: ["--seed", "\(seed + UInt64(number))", "--count", "1"], found)
        }
        try tally.finish(
            ", \(steps) steps, \(killed) kills, seeds \(seed)…\(seed + UInt64(count) - 1)")
    }
}

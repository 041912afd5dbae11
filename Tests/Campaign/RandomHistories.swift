import ArgumentParser
import Foundation

/// Random commands, disturbances, other administrators' doings and clock jumps, from a seed.
struct RandomHistories: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @Option(help: "How many histories.") var count = 20
    @Option(help: "The first history's seed; the others count on from there.") var seed: UInt64 = 1

    func run() throws {
        let stages = StageSupply()
        var tally = Tally("random histories")
        var steps = 0
        var killed = 0
        for number in 0..<count {
            var history = History(seed: seed + UInt64(number), stage: try stages.next())
            let found = try history.play()
            options.tell("\(seed + UInt64(number)): \(history.steps.joined(separator: " | "))")
            steps += history.steps.count
            killed += history.killed
            tally.count(
                "seed \(seed + UInt64(number)) [\(history.steps.joined(separator: " | "))]", found)
        }
        try tally.finish(
            ", \(steps) steps, \(killed) kills, seeds \(seed)…\(seed + UInt64(count) - 1)")
    }
}

/// SplitMix64: the same series from the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

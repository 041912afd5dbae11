import ArgumentParser
import Foundation

/// Random commands, disturbances, other administrators' doings and clock jumps, from a seed, each history under a model
/// that the seed draws.
struct RandomHistories: ParsableCommand {
    @OptionGroup var options: CampaignOptions
    @Option(help: "How many histories.") var count = 20
    @Option(help: "The first history's seed; the others count on from there.") var seed: UInt64 = 1
    @Option(help: "All under this named model, instead of one drawn for each.") var model: String?
    @Option(help: "All under the model that this number draws.") var modelSeed: UInt64?

    func run() throws {
        var tally = Tally("random-histories")
        var (steps, killed, sentences) = (0, 0, 0)
        let stages = RepeatedStage(telling: options)
        for seed in seed..<seed + UInt64(count) {
            let stage = try stages.next(seed: seed)
            let heardBefore = stage.judge.heard
            var history = History(seed: seed, model: chosen, stage: stage)
            let found = try history.play()
            let story =
                "seed \(seed) (\(history.modelDescription)) "
                + "[\(history.steps.joined(separator: " | "))]"
            options.tell(story)
            steps += history.steps.count
            killed += history.killed
            sentences += stage.judge.heard - heardBefore
            tally.count(story, repeating: repeating(seed), found)
        }
        try tally.finish(
            ", \(steps) steps, \(killed) kills, \(sentences) claims compared, seeds \(seed)…"
                + "\(seed + UInt64(count) - 1)")
    }

    private var chosen: ChosenModel? {
        model.map(ChosenModel.named) ?? modelSeed.map { .drawn(seed: $0) }
    }

    private func repeating(_ seed: UInt64) -> [String] {
        ["--seed", "\(seed)", "--count", "1"] + (model.map { ["--model", $0] } ?? [])
            + (modelSeed.map { ["--model-seed", "\($0)"] } ?? [])
    }
}

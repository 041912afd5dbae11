import Foundation

/// Hands out one stage again and again, each time as it was when it was new: which write is the n-th depends on all that was
/// written before, so a history that began where another ended could not be repeated by its seed.
final class RepeatedStage {
    /// A simulator ends by itself after some hours.
    private static let mostUses = 500
    private let listener: ((String) -> Void)?
    private var stage: Stage?
    private var uses = 0

    /// - Parameter options: whether everything is told that a run of the program says.
    init(telling options: CampaignOptions) {
        listener = options.verbose ? { options.tell($0) } : nil
    }

    func next(seed: UInt64) throws -> Stage {
        if uses % Self.mostUses == 0 { stage = nil }
        uses += 1
        let stage = try stage ?? prepared()
        try stage.begin(seed: seed)
        return stage
    }

    private func prepared() throws -> Stage {
        let fresh = try Stage()
        fresh.listener = listener
        try fresh.keepBeginning()
        stage = fresh
        return fresh
    }
}

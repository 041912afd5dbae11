import Foundation

/// Hands out the stage for the next case; a new one now and then, since every case lengthens the audit
/// trail that the invariants read.
final class StageSupply {
    private static let casesOfOne = 24
    private let folder: URL
    private var stage: Stage?
    private var cases = 0

    private let listener: ((String) -> Void)?

    /// - Parameter options: whether everything is told that a run of the program says.
    init(in folder: URL = FileManager.default.temporaryDirectory, telling options: CampaignOptions)
    {
        self.folder = folder
        listener = options.verbose ? { options.tell($0) } : nil
    }

    /// A breach may have left something on the stage that would look like another.
    func discard() { stage = nil }

    func next() throws -> Stage {
        if cases % Self.casesOfOne == 0 { stage = nil }
        cases += 1
        if let stage, !stage.isSpent { return stage }
        let fresh = try Stage(in: folder)
        fresh.listener = listener
        stage = fresh
        return fresh
    }
}

import Foundation

/// Hands out the stage for the next case; a new one now and then, since every case lengthens the audit
/// trail that the invariants read.
final class StageSupply {
    private static let casesOfOne = 24
    private let folder: URL
    private var stage: Stage?
    private var cases = 0

    init(in folder: URL = FileManager.default.temporaryDirectory) { self.folder = folder }

    /// A breach may have left something on the stage that would look like another.
    func discard() { stage = nil }

    func next() throws -> Stage {
        if cases % Self.casesOfOne == 0 { stage = nil }
        cases += 1
        if let stage { return stage }
        let fresh = try Stage(in: folder)
        stage = fresh
        return fresh
    }
}

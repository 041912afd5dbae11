/// Hands out the stage for the next case; a new one now and then, since every case lengthens the audit
/// trail that the invariants read.
final class StageSupply {
    private static let casesOfOne = 120
    private var stage: Stage?
    private var cases = 0

    func next() throws -> Stage {
        if cases % Self.casesOfOne == 0 { stage = nil }
        cases += 1
        if let stage { return stage }
        let fresh = try Stage()
        stage = fresh
        return fresh
    }
}

/// A state from which several stories begin.
extension Control {
    /// Keeps the present state; the one kept before is forgotten.
    func keep() -> JSON {
        simulator.keep()
        return [:]
    }

    /// `{"seed": n}`: everything is again as it was kept, and what is drawn at random from now on follows from the seed.
    func beginAgain(_ body: JSON) throws(Failure) -> JSON {
        guard let seed = body["seed"]?.integer.flatMap(UInt64.init(exactly:)) else {
            throw .field("seed")
        }
        guard simulator.beginAgain(seed: seed) else {
            throw .refused("No state was kept to begin from.")
        }
        return [:]
    }
}

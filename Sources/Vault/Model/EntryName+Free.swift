extension EntryName {
    /// This name, or the first numbered one beside it that is not taken: `alice.2`, `alice.3` and so on.
    ///
    /// The base is cut where the whole would be too long.
    package func firstFree<Failure: Error>(
        numberedBy separator: String = ".", isTaken: (EntryName) throws(Failure) -> Bool
    ) throws(Failure) -> EntryName {
        var (candidate, number) = (self, 1)
        while try isTaken(candidate) {
            number += 1
            let ending = "\(separator)\(number)"
            let stem = description.prefix(Self.longest - ending.utf8.count)
            // The beginning of a name, and an ending that begins no name, are one together.
            candidate = EntryName(checked: stem + ending)
        }
        return candidate
    }
}

/// An access key's id, for the question whether two answers tell of one key.
///
/// OUTSCALE writes its ids in capitals. Something on the way may not: ids that differ in nothing but the case of their letters
/// count as one key. A key that the vault holds must never be taken for one whose secret nobody has.
struct KeyID: Hashable {
    private let folded: String

    init(_ id: String) { folded = id.lowercased() }
}

extension String {
    /// Whether both are ids of one key.
    func isSameKey(as other: String) -> Bool { KeyID(self) == KeyID(other) }
}

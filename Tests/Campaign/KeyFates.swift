/// What must be true of each key of a writer's in the end, by what was acknowledged.
struct KeyFates {
    enum Fate { case stored, deleted, either }

    private(set) var all: [String: Fate] = [:]

    /// So many keys may be there.
    var present: Int { all.values.filter { $0 != .deleted }.count }

    /// The names of those that are there for certain, in their order.
    var stored: [String] { all.filter { $0.value == .stored }.keys.sorted() }

    /// - Parameters:
    ///   - key: what the command was about; `nil` if it was about none.
    ///   - status: how it ended; a signal leaves open whether it has done anything.
    mutating func note(_ key: String?, isDeletion: Bool, status: Int32) {
        guard let key else { return }
        switch (all[key], status) {
        case (nil, 0): all[key] = .stored
        case (nil, _): all[key] = .either
        case (_, 0): if isDeletion { all[key] = .deleted }
        default: if isDeletion { all[key] = .either }
        }
    }
}

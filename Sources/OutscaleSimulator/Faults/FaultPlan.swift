/// The faults that wait, and how many requests each has seen.
struct FaultPlan: Sendable {
    private var entries: [(fault: Fault, seen: Int)] = []

    init(_ faults: [Fault] = []) { entries = faults.map { ($0, 0) } }

    /// Counts a request, and gives the first fault that meets it.
    mutating func next(action: String, isDryRun: Bool) -> Fault? {
        var found: Fault?
        for index in entries.indices {
            guard entries[index].fault.matches(action: action, isDryRun: isDryRun) else { continue }
            entries[index].seen += 1
            if found == nil, entries[index].fault.meets(entries[index].seen) {
                found = entries[index].fault
            }
        }
        return found
    }
}

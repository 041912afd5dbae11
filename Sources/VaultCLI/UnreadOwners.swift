/// The owners whose keys could not be read, and why.
struct UnreadOwners {
    private var failures: [Failure] = []

    var count: Int { failures.count }

    /// Says it at once.
    ///
    /// - Parameter user: the EIM user; `nil` for the caller.
    mutating func add(_ user: String?, _ failure: Failure) {
        failures.append(failure)
        let whose = user.map { "user '\($0)'" } ?? "the caller"
        Console.error("the keys of \(whose) could not be read: \(failure.message)")
    }

    /// Ends with the first one's status: nothing is known of their keys.
    ///
    /// - Parameter summary: what is said where it is more than that one.
    func conclude(_ summary: String, isOne: Bool = true) throws {
        guard let first = failures.first else { return }
        guard failures.count > 1 || !isOne else {
            throw Failure(
                first.status, first.kind, first.message, refusal: first.refusal, isSaid: true)
        }
        throw Failure(first.status, first.kind, summary, refusal: first.refusal)
    }
}

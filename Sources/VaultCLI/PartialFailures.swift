/// What failed in a command that went on with the rest.
struct PartialFailures {
    private var failures: [Failure] = []

    var count: Int { failures.count }

    /// That an owner's keys could not be read.
    ///
    /// - Parameter user: the EIM user; `nil` for the caller.
    static func unread(_ user: String?) -> String {
        "the keys of \(user.map { "user '\($0)'" } ?? "the caller") could not be read"
    }

    /// Says it at once.
    mutating func add(_ what: String, _ failure: Failure) {
        failures.append(failure)
        Console.error("\(what): \(failure.message)")
    }

    /// Ends with the first one's status.
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

extension Fault {
    /// Something that cuts the client off from what its call did: a lost connection, an
    /// intermediary's refusal, an answer after any timeout; the work never done, done before, or
    /// done while nobody waits any more.
    static func drawn(for action: String, from source: inout RandomSource) -> Fault {
        let kinds: [Kind] = [
            .dropBeforeCommit, .lateCommit, .halfAnswer, .slowAfterCommit, .problemJSON,
            .intermediary, .intermediary, .intermediary,
        ]
        var fault = Fault(action: action, kind: kinds[source.number(below: kinds.count)])
        fault.nth = 1 + source.number(below: 5)
        switch source.number(below: 3) {
        case 0: fault.commit = false
        case 1: fault.commit = true
        default:
            fault.late = Double(1 + source.number(below: 60))
            fault.judged = source.flip() ? .late : .onArrival
        }
        fault.fill(from: &source)
        return fault
    }

    private mutating func fill(from source: inout RandomSource) {
        let (statuses, pages) = (Intermediary.statuses, Intermediary.Page.allCases)
        switch kind {
        case .slowAfterCommit: seconds = 40
        case .problemJSON:
            status = [400, 401, 403, 404, 409, 429, 500, 503][source.number(below: 8)]
            requestId = source.flip()
        case .intermediary:
            status = statuses[source.number(below: statuses.count)]
            body = pages[source.number(below: pages.count)]
        default: break
        }
    }
}

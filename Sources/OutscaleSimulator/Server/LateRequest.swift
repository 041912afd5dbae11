/// A request that lingers in a queue while its connection is gone or answered.
struct LateRequest: Sendable {
    var number: Int
    /// When it is done, by the cloud's clock.
    var due: Double
    var work: Work

    enum Work: Sendable {
        case unjudged(WireRequest)
        case judged(Action)
    }
}

extension Simulator.State {
    /// A request that is judged on arrival and refused is never done.
    mutating func queue(
        _ request: WireRequest, _ number: Int, for seconds: Double, _ judged: Fault.Judged,
        document: APIDocument
    ) {
        let due = cloud.preciseNow + seconds
        switch judged {
        case .late: late.append(.init(number: number, due: due, work: .unjudged(request)))
        case .onArrival:
            attempt(number) { state throws(APIError) in
                let action = try state.admit(request, number, document: document)
                state.late.append(.init(number: number, due: due, work: .judged(action)))
            }
        }
    }

    mutating func finishDueRequests(document: APIDocument) {
        let now = cloud.preciseNow
        let shift = cloud.clockShift
        for request in late where request.due <= now {
            // Its work is dated to when it was due, also where the clock has jumped since.
            cloud.clockShift = shift - Int((now - request.due).rounded(.down))
            finish(request.number, document: document)
        }
        cloud.clockShift = shift
    }

    /// Does a request's work, if that has not been done.
    mutating func finish(_ number: Int, document: APIDocument) {
        guard let place = late.firstIndex(where: { $0.number == number }) else { return }
        let request = late.remove(at: place)
        attempt(number) { state throws(APIError) in
            switch request.work {
            case .unjudged(let wire):
                let action = try state.admit(wire, number, document: document)
                _ = try state.perform(action, number)
            case .judged(let action): _ = try state.perform(action, number)
            }
        }
        // Other late requests may follow under the same lock.
        cloud.noteHistory()
    }

    /// Nobody is there to be told of a refusal; it is written down.
    private mutating func attempt(
        _ number: Int, _ body: (inout Simulator.State) throws(APIError) -> Void
    ) {
        do throws(APIError) { try body(&self) } catch { note(error, of: number) }
    }
}

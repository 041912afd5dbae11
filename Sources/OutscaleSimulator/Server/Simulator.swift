import Foundation
import Synchronization

/// The simulated OUTSCALE: everything but HTTP, behind one lock.
final class Simulator: Sendable {
    let document: APIDocument
    let log: RequestLog
    private let stateFile: StateFile?
    private let state: Mutex<State>
    /// The state that was kept to begin from again.
    private let kept = Mutex<State?>(nil)

    /// What the lock guards.
    struct State: Sendable {
        var cloud: SimulatedCloud
        var gate = Gate()
        var throttle = Throttle()
        var faults = FaultPlan()
        var requests: [RequestRecord] = []
        /// All that ever came, forgotten or not: their number is a request's name.
        var requestCount = 0
        /// Requests whose work is done when their connection is long gone.
        var late: [LateRequest] = []
    }

    init(
        cloud: SimulatedCloud, document: APIDocument, log: RequestLog, stateFile: StateFile? = nil
    ) {
        self.document = document
        self.log = log
        self.stateFile = stateFile
        state = Mutex(State(cloud: cloud))
    }

    /// Changes or reads under the lock, after the late requests that are due; then writes the
    /// cloud down if it is kept in a file.
    func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            state.finishDueRequests(document: document)
            let result = body(&state)
            state.cloud.noteHistory()
            stateFile?.write(state.cloud)
            return result
        }
    }

    func keep() {
        let state = withState { $0 }
        kept.withLock { $0 = state }
    }

    /// - Returns: whether a state was kept.
    func beginAgain(seed: UInt64) -> Bool {
        guard var state = kept.withLock({ $0 }) else { return false }
        state.cloud.source = .seeded(seed)
        return withState { present in
            // A request's number stays its own: one that was to be carried out late must not meet another's.
            state.requestCount = present.requestCount
            present = state
            return true
        }
    }

    /// From now on the cloud is like this; the log tells so.
    func follow(_ model: CloudModel) {
        withState { $0.cloud.follow(model) }
        log.write("model: " + model.summary)
    }

    /// The time for the `Date` header.
    var headerTime: Instant {
        state.withLock { state in
            let model = state.cloud.model
            return state.cloud.now - (model.dateHeader == .front ? model.clockOffset : 0)
        }
    }

    func newRequestID() -> String { state.withLock { $0.cloud.source.uuid() } }

    func refusal(_ error: APIError) -> Answer {
        state.withLock { state in
            Answer(error, requestID: state.cloud.source.uuid(), in: state.cloud.model)
        }
    }

    /// The answer to a request of the API, disturbed if a fault was planned for it.
    func respond(to request: WireRequest) async -> Answer {
        let (number, fault) = withState { $0.register(request) }
        let answer = await answer(to: request, number, fault)
        let record = withState { state in
            state.note(answer, of: number)
            return state.requests.first { $0.number == number }
        }
        if let record { log.write(record.line) }
        return answer
    }

    private func answer(to request: WireRequest, _ number: Int, _ fault: Fault?) async -> Answer {
        guard let fault else { return carryOut(request, number) }
        let requestID = newRequestID()
        if fault.kind == .slow { await Self.wait(fault.seconds ?? 1) }
        var answer = Answer([:], requestID: requestID)
        switch fault.effect {
        case .never: break
        case .before: answer = carryOut(request, number)
        case .after(let seconds, let judged): carryOut(request, number, in: seconds, judged)
        case .twice(let whose):
            let answers = carryOutTwice(request, number)
            answer = whose == .first ? answers.first : answers.second
        case .again(let seconds, let judged):
            answer = carryOut(request, number)
            let again = withState { $0.registerAgain(request, number) }
            carryOut(request, again, in: seconds, judged)
        }
        let model = state.withLock { $0.cloud.model }
        answer = fault.disturb(answer, requestID: requestID, in: model)
        if fault.kind == .slowAfterCommit { await Self.wait(fault.seconds ?? 1) }
        return answer
    }

    private func carryOut(_ request: WireRequest, _ number: Int) -> Answer {
        withState { $0.carryOut(request, number, document: document) }
    }

    private func carryOutTwice(
        _ request: WireRequest, _ number: Int
    ) -> (first: Answer, second: Answer) {
        withState { state in
            let first = state.carryOut(request, number, document: document)
            let again = state.registerAgain(request, number)
            return (first, state.carryOut(request, again, document: document))
        }
    }

    /// Does the work when so many seconds are over, or when the cloud's clock was moved past them.
    private func carryOut(
        _ request: WireRequest, _ number: Int, in seconds: Double, _ judged: Fault.Judged
    ) {
        withState {
            $0.queue(request, number, for: seconds, judged, document: document)
        }
        Task {
            await Self.wait(seconds)
            withState { $0.finish(number, document: document) }
        }
    }

    private static func wait(_ seconds: Double) async {
        try? await Task.sleep(for: .seconds(seconds))
    }
}

import Foundation
import Synchronization

/// The simulated OUTSCALE: everything but HTTP, behind one lock.
final class Simulator: Sendable {
    let document: APIDocument
    let log: RequestLog
    private let stateFile: StateFile?
    private let state: Mutex<State>

    /// What the lock guards.
    struct State: Sendable {
        var cloud: SimulatedCloud
        var gate = Gate()
        var throttle = Throttle()
        var faults = FaultPlan()
        var requests: [RequestRecord] = []
    }

    init(cloud: SimulatedCloud, document: APIDocument, log: RequestLog, stateFile: StateFile? = nil)
    {
        self.document = document
        self.log = log
        self.stateFile = stateFile
        state = Mutex(State(cloud: cloud))
    }

    /// Changes or reads under the lock, then writes the cloud down if it is kept in a file.
    func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            let result = body(&state)
            stateFile?.write(state.cloud)
            return result
        }
    }

    /// The time in this cloud.
    var now: Instant { state.withLock { $0.cloud.now } }

    func newRequestID() -> String { state.withLock { $0.cloud.source.uuid() } }

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
        if fault.kind == .lateCommit { carryOutLate(request, number, after: fault.seconds ?? 1) }
        if fault.kind == .slow { await Self.wait(fault.seconds) }
        let plain = Answer([:], requestID: requestID)
        let answer = fault.disturb(
            fault.commits ? carryOut(request, number) : plain, requestID: requestID)
        if fault.kind == .slowAfterCommit { await Self.wait(fault.seconds) }
        return answer
    }

    private func carryOut(_ request: WireRequest, _ number: Int) -> Answer {
        withState { $0.carryOut(request, number, document: document) }
    }

    /// Does the work when its connection is long gone.
    private func carryOutLate(_ request: WireRequest, _ number: Int, after seconds: Double) {
        Task {
            await Self.wait(seconds)
            _ = withState { $0.carryOut(request, number, document: document) }
        }
    }

    private static func wait(_ seconds: Double?) async {
        try? await Task.sleep(for: .seconds(seconds ?? 1))
    }
}

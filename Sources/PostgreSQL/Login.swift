import Glibc

/// Makes a connection, one host after another.
struct Login {
    let plan: ConnectionPlan
    let limits: DatabaseLimits

    /// The kinds of session that are looked for, one after the other.
    private var sessionKinds: [String] {
        // libpq goes over all hosts twice for that one; here it sees one at a time.
        plan.sessionKind == "prefer-standby" && plan.targets.count > 1
            ? ["standby", "any"] : [plan.sessionKind]
    }

    func connection() throws(DatabaseError) -> ConnectionHandle {
        var failures: [DatabaseError] = []
        for kind in sessionKinds {
            for target in plan.targets {
                do throws(DatabaseError) {
                    return try connection(to: target, kind)
                } catch {
                    failures.append(error)
                }
            }
        }
        // One that nobody else explains: a host that is down must not hide another's refusal.
        let telling = failures.first { if case .unreachable = $0 { false } else { true } }
        throw telling ?? failures.first ?? .connectionLost
    }

    private func connection(
        to target: ConnectionTarget, _ kind: String
    ) throws(DatabaseError) -> ConnectionHandle {
        let handle = try ConnectionHandle(plan.words(for: target, sessionKind: kind))
        let deadline = ContinuousClock.now + limits.connecting
        var polling = ConnectionHandle.Polling.writing
        while polling != .done {
            guard polling != .failed, !handle.hasFailed else {
                throw LoginFailure(words: handle.failureWords, host: name(target)).error
            }
            let event = polling == .reading ? POLLIN : POLLOUT
            guard handle.wait(for: event, until: deadline) else {
                throw .unreachable(host: name(target), reason: "no answer in time")
            }
            polling = handle.poll()
        }
        guard target.isSocket || handle.isEncrypted else {
            throw .insecure(reason: "the connection is not encrypted")
        }
        guard handle.begin() else { throw .connectionLost }
        return handle
    }

    private func name(_ target: ConnectionTarget) -> String {
        ServerText.line(target.host.isEmpty ? target.hostaddr : target.host)
    }
}

import VaultTestSupport

/// What is done to one run of the program.
enum Disturbance: Sendable {
    case none
    /// A system call is met by strace: killed at, or answered with an error.
    case call(String, inject: String)
    /// All of these system calls are written to a file.
    case traced(calls: [String], to: String)
    /// A call is met by what is preloaded: `Tests/Disturbance/disturbance.c`. Costs nothing, and sees only
    /// the calls that it knows.
    case inside(Preloaded, nth: Int, how: String, more: [String: String] = [:])

    /// The calls that the preloaded library knows.
    enum Preloaded: String {
        case write, sync, send, recv
    }

    static func killed(at call: String, _ nth: Int) -> Disturbance {
        .call(call, inject: "signal=SIGKILL:when=\(nth)")
    }

    /// strace's arguments; `nil` where it has nothing to do.
    var tracing: [String]? {
        switch self {
        case .none, .inside: nil
        case .call(let name, let inject):
            ["-o", "/dev/null", "-e", "trace=\(name)", "-e", "inject=\(name):\(inject)"]
        case .traced(let calls, let file):
            ["-y", "-o", file, "-e", "trace=\(calls.joined(separator: ","))"]
        }
    }

    var variables: [String: String] {
        guard case .inside(let call, let nth, let how, let more) = self else { return [:] }
        return more.merging([
            "DISTURB_CALL": call.rawValue, "DISTURB_AT": String(nth), "DISTURB_HOW": how,
        ]) { mine, _ in mine }
    }
}

import VaultTestSupport

/// What is done to one run of the program.
enum Disturbance: Sendable {
    case none
    /// A system call is met by strace: killed at, or answered with an error.
    case call(String, inject: String)
    /// All of these system calls are written to a file.
    case traced(calls: [String], to: String)
    /// A write is met by what is preloaded: `Tests/Disturbance/disturbance.c`.
    case write(Int, how: String, count: String, more: [String: String] = [:])

    static func killed(at call: String, _ nth: Int) -> Disturbance {
        .call(call, inject: "signal=SIGKILL:when=\(nth)")
    }

    /// strace's arguments; `nil` where it has nothing to do.
    var tracing: [String]? {
        switch self {
        case .none, .write: nil
        case .call(let name, let inject):
            ["-o", "/dev/null", "-e", "trace=\(name)", "-e", "inject=\(name):\(inject)"]
        case .traced(let calls, let file):
            ["-y", "-o", file, "-e", "trace=\(calls.joined(separator: ","))"]
        }
    }

    var variables: [String: String] {
        guard case .write(let nth, let how, let count, let more) = self else { return [:] }
        return more.merging([
            "DISTURB_COUNT": count, "DISTURB_AT": String(nth), "DISTURB_HOW": how,
        ]) { mine, _ in mine }
    }
}

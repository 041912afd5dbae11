import APIClient
import KernelText

/// Why a command failed, as a user sees it: an exit status and one sentence that says what happened, why,
/// and what to do.
struct Failure: Error {
    let status: ExitStatus
    /// A word for programs.
    let kind: String
    let message: String
    let refusal: Refusal?
    /// Whether the sentence stands on standard error already.
    let isSaid: Bool
    /// Whether a result stands on standard output already.
    private(set) var isAfterResult = false

    var afterResult: Failure {
        var copy = self
        copy.isAfterResult = true
        return copy
    }

    /// The same, where its sentence stands on standard error already.
    var said: Failure { Failure(status, kind, message, refusal: refusal, isSaid: true) }

    /// The same, where it leaves something open.
    var pending: Failure { Failure(.pending, kind, message, refusal: refusal, isSaid: isSaid) }

    /// The same of a command that has finished or tried earlier work before: it claims nothing of that.
    var afterEarlierWork: Failure {
        let claims =
            message
            .replacing("Nothing was changed", with: "Nothing else was changed")
            .replacing("nothing was changed", with: "nothing else was changed")
        return Failure(status, kind, claims, refusal: refusal, isSaid: isSaid)
    }

    init(
        _ status: ExitStatus, _ kind: String, _ message: String, refusal: Refusal? = nil,
        isSaid: Bool = false
    ) {
        self.isSaid = isSaid
        self.status = status
        self.kind = kind
        self.message = message
        self.refusal = refusal
    }

    static func usage(_ message: String) -> Failure { Failure(.usage, "usage", message) }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("code", .number(Int64(status.rawValue))), ("kind", .text(kind)),
            ("message", .text(ProgramName.spoken(ForeignBytes.readable(message)))),
        ]
        if let refusal {
            members.append(
                (
                    "api",
                    .object([
                        ("code", .text(refusal.first?.code)), ("type", .text(refusal.first?.type)),
                        ("details", .text(refusal.first?.details)),
                        ("requestId", .text(refusal.requestID)),
                    ])
                ))
        }
        return .object([("schema", .number(1)), ("error", .object(members))])
    }
}

/// The documented exit statuses.
package enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case unexpected = 1
    case dueKeys = 10
    case drift = 11
    case unhealthy = 12
    case usage = 64
    case integrity = 65
    case notFound = 66
    case unreachable = 69
    case internalError = 70
    case exists = 73
    case storage = 74
    case pending = 75
    case api = 76
    case notPermitted = 77
    case setting = 78
    /// A command for `exec` or `shell` that was found and can't be run.
    case commandNotRunnable = 126
    /// There is no such command.
    case noCommand = 127
}

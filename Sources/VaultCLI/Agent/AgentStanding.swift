import Agent
import FoundationEssentials

/// What an agent means for the vault, as a user reads it. What nobody could find out is not called locked.
enum AgentStanding {
    case unlocked(AgentReport)
    /// - Parameter heldKey: for a program: which of the vault's keys the agent has, if it has one.
    case locked(why: String, heldKey: String?)
    case unknown(why: String)

    init(_ holding: AgentAccess.Holding, now: Date) {
        self =
            switch holding {
            case .key(let unlocked, _), .member(_, let unlocked, _):
                .unlocked(AgentReport(unlocked, now: now))
            case .absent: .locked(why: "no agent runs", heldKey: nil)
            case .locked: .locked(why: "the agent holds no key", heldKey: nil)
            case .otherKey(let socket):
                .locked(
                    why: "the agent at \(socket.path) holds another vault's key", heldKey: "other")
            case .formerKey:
                .locked(
                    why:
                        "the agent holds the key that the vault had before 'vault rekey', which opens it no more. "
                        + "'vault unlock' gives it the new one", heldKey: "former")
            case .newerKey:
                .locked(
                    why:
                        "the agent holds a newer key of the vault than this file has, so the file is from before "
                        + "'vault rekey'. 'vault restore FILE' puts the newest one in its place",
                    heldKey: "newer")
            case .unknown(let obstacle): .unknown(why: obstacle.reason)
            }
    }

    var isUnlocked: Bool {
        if case .unlocked = self { true } else { false }
    }

    func sentence(_ time: ReadTime) -> String {
        switch self {
        case .unlocked(let report): "unlocked; \(report.sentence(time))"
        case .locked(let why, _): "locked; \(why)."
        case .unknown(let why): "unknown whether it is unlocked; \(why)."
        }
    }

    var members: [(String, JSONValue)] {
        switch self {
        case .unlocked(let report):
            report.members + [("agentKey", .text("current")), ("reason", .text(nil))]
        case .locked(let why, let heldKey):
            AgentReport.members(isLocked: true)
                + [("agentKey", .text(heldKey)), ("reason", .text(why))]
        case .unknown(let why):
            AgentReport.members(isLocked: nil) + [("agentKey", .text(nil)), ("reason", .text(why))]
        }
    }
}

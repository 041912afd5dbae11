import Agent
import FoundationEssentials

/// Until when the agent holds the key, as a user reads it.
struct AgentReport {
    private let idle: Date
    private let total: Date
    private let idleLeft: UInt32

    init(_ unlocked: AgentStatus.Unlocked, now: Date) {
        idle = now.addingTimeInterval(Double(unlocked.idleLeft))
        total = now.addingTimeInterval(Double(unlocked.totalLeft))
        idleLeft = unlocked.idleLeft
    }

    var sentence: String {
        "locks \(UTCDate.iso(total)) at the latest, and without use \(UTCDate.iso(idle))."
    }

    var members: [(String, JSONValue)] {
        [
            ("locked", .boolean(false)), ("idleExpiresAt", .text(UTCDate.iso(idle))),
            ("expiresAt", .text(UTCDate.iso(total))),
        ]
    }

    static var lockedMembers: [(String, JSONValue)] {
        [
            ("locked", .boolean(true)), ("idleExpiresAt", .text(nil)), ("expiresAt", .text(nil)),
        ]
    }
}

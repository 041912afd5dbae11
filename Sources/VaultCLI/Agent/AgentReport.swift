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

    func sentence(_ time: ReadTime) -> String {
        "locks \(time.text(total)) at the latest, and without use \(time.text(idle))."
    }

    var members: [(String, JSONValue)] {
        [
            ("locked", .boolean(false)), ("idleExpiresAt", .text(UTCDate.iso(idle))),
            ("expiresAt", .text(UTCDate.iso(total))),
        ]
    }

    /// Where the agent does not hold the vault's key.
    ///
    /// - Parameter isLocked: `nil` where nobody knows.
    static func members(isLocked: Bool?) -> [(String, JSONValue)] {
        [
            ("locked", isLocked.map { .boolean($0) } ?? .text(nil)),
            ("idleExpiresAt", .text(nil)), ("expiresAt", .text(nil)),
        ]
    }
}

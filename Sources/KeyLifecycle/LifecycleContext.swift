package import FoundationEssentials
package import LocalMachine
package import Vault

/// Time and place as a lifecycle verb sees them; a test supplies its own.
package struct LifecycleContext: Sendable {
    /// The present, by this machine's clock.
    package let now: @Sendable () -> Date
    /// Waits so many seconds.
    package let pause: @Sendable (Double) -> Void
    /// Told before each wait for something that may still appear: for how many seconds it will be looked for.
    package let onWait: @Sendable (Double) -> Void
    /// Names this machine and vault file in an intent, so that another one's recovery leaves it alone.
    package let host: String
    /// Who of a team asks; `nil` for a private vault.
    package let member: RecordID?
    /// How long a verb whose answer was lost keeps looking for its key, in seconds.
    package private(set) var settleSeconds: Double
    /// How long after a creation whose answer was lost its key may still appear, in seconds.
    package let quarantineSeconds: Double
    /// A day.
    package static let usualQuarantineSeconds = 86_400.0
    /// What is known of this machine's processes.
    package let processes: Processes

    package init(
        now: @escaping @Sendable () -> Date, pause: @escaping @Sendable (Double) -> Void,
        onWait: @escaping @Sendable (Double) -> Void = { _ in }, host: String,
        member: RecordID? = nil,
        settleSeconds: Double, quarantineSeconds: Double = usualQuarantineSeconds,
        processes: Processes = .system
    ) {
        self.now = now
        self.pause = pause
        self.onWait = onWait
        self.host = host
        self.member = member
        self.settleSeconds = settleSeconds
        self.quarantineSeconds = quarantineSeconds
        self.processes = processes
    }

    /// Whoever begins something, or takes it over; `nil` for a private vault.
    package var holder: IntentHolder? {
        member.map { IntentHolder(member: $0, process: processes.current()) }
    }

    /// The same without waiting for what may still appear.
    var lookingOnce: LifecycleContext {
        var context = self
        context.settleSeconds = 0
        return context
    }
}

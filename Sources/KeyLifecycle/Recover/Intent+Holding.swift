import LocalMachine
import Vault

/// Whose an intent is, as recovery sees it.
extension Intent {
    /// Whether it was begun on this machine, by the same member of a team, and nothing that may still run has it.
    func isOwn(_ context: LifecycleContext) -> Bool {
        guard isHere(context) else { return false }
        guard lease == nil, let process = holder?.process else { return true }
        return process == context.processes.current() || context.processes.life(process) == .ended
    }

    /// Whether it was begun on this machine, by the same member of a team; what has it may still run.
    func isHere(_ context: LifecycleContext) -> Bool {
        host == context.host && holder?.member == context.member
    }

    /// Whether another copy of the vault than the one of that name has begun it, and may have come further.
    package func isElsewhere(from host: String) -> Bool {
        self.host != host && !isLost && lease == nil
    }

    /// Whether another member of the team has it.
    func isOthers(_ context: LifecycleContext) -> Bool {
        context.member != nil && holder?.member != context.member
    }
}

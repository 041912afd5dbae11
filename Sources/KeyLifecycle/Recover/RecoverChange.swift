import APIClient
import Vault

/// Ends an update or a deletion that a command left open. Both may be sent again; OUTSCALE's own refusal ends them.
struct RecoverChange {
    let change: ConfirmedChange

    func run(
        _ intent: Intent, _ asked: KeyChange, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        do {
            return .changed(try FinishChange(change: change).run(intent, asked, in: &vault))
        } catch { return try giveUp(intent, because: error, in: &vault) }
    }

    func run(
        _ intent: Intent, deleting accessKeyID: String, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        do {
            try FinishDeletion(change: change)
                .run(intent, accessKeyID: accessKeyID, in: &vault)
            return .deleted
        } catch { return try giveUp(intent, because: error, in: &vault) }
    }

    private func giveUp(
        _ intent: Intent, because error: LifecycleError, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        // Settled on the way: the key is gone from the vault, so nothing is left to change.
        guard vault.contents.intent(id: intent.id) != nil else { return .abandoned(error) }
        let isFinal = error.isFinalRefusal && error.mayNotPass
        var isSettled = isFinal
        if !isSettled { isSettled = try isRefusedForEver(intent, error) }
        guard isSettled else { throw error }
        try FinishDeletion(change: change).giveUp(intent, in: &vault)
        return .abandoned(error.ofChangeGivenUp)
    }
}

extension RecoverChange {
    /// Whether a change will not happen, however often it is tried: for longer than the quarantine something has said no to
    /// it, or accepted it and never shown it. Then nothing is under way that could still make it. A deletion that
    /// something says no to is given up only while OUTSCALE lists the key.
    private func isRefusedForEver(
        _ intent: Intent, _ error: LifecycleError
    ) throws(LifecycleError) -> Bool {
        guard let id = intent.accessKeyID,
            Evidence(context: change.context).absenceCounts(since: intent.startedAt)
        else { return false }
        switch (intent.work, error) {
        case (.update, .api(.intermediary)), (.update, .notConfirmed): return true
        case (.delete, .contradicted), (_, .api(.intermediary)): return try change.find(id) != nil
        default: return false
        }
    }
}

extension LifecycleError {
    /// Whether it is a refusal, and no hindrance on this side: a later command may get through.
    fileprivate var mayNotPass: Bool {
        switch self {
        case .api(let error): if case .refused = error { true } else { false }
        default: true
        }
    }
}

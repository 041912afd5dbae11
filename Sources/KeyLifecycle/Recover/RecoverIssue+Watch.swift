import APIClient
import FoundationEssentials
import Vault

/// A creation of which nothing is left to do, and whose Tag is watched until no key can appear any more.
extension RecoverIssue {
    /// Nothing is left to do. If a key appears all the same, it is ours and useless, and from then on has to be deleted.
    func watch(
        _ intent: Intent, _ search: UnknownOutcomeSearch, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome? {
        let found = try appeared(intent, search)
        guard found.isEmpty else {
            return try compensate(
                found, of: reopen(intent, in: &vault), search, telling: false, in: &vault)
        }
        return try watchOthers(intent, search, in: &vault)
    }

    /// What carries the Tag. A list may be behind, and show again what is proven to be gone.
    private func appeared(
        _ intent: Intent, _ search: UnknownOutcomeSearch
    ) throws(LifecycleError) -> [OwnedKey] {
        try carriers(of: intent, search).filter { intent.isNews($0) }
    }

    private func carriers(
        of intent: Intent, _ search: UnknownOutcomeSearch
    ) throws(LifecycleError) -> [OwnedKey] {
        do { return try search.carriers(of: intent) } catch { throw .api(error) }
    }

    /// A key is stored that nothing has shown to be this creation's. Another one that carries the Tag is, and nobody has
    /// its secret. It is over once a list has the Tag on the stored key alone.
    func watchBesideStored(
        _ intent: Intent, _ search: UnknownOutcomeSearch, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome? {
        let carriers = try carriers(of: intent, search)
        let found = carriers.filter { intent.isNews($0) }
        guard found.isEmpty else {
            return try compensate(found, of: intent, search, telling: false, in: &vault)
        }
        let stored = try vault.contents.record(intent.key.record)?.accessKeyID
        let isShown = carriers.contains { stored?.isSameKey(as: $0.key.id) ?? false }
        if isShown
            || Evidence(context: context).absenceCounts(since: intent.startedAt)
        {
            try vault.settle(intent, context)
        }
        return nil
    }

    /// If OUTSCALE does not show tags, a key without any may be its own. Then a person has to decide.
    private func watchOthers(
        _ intent: Intent, _ search: UnknownOutcomeSearch, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome? {
        // Another caller's lists say nothing of it.
        guard try search.isOfCaller(intent, in: vault.contents) else { return nil }
        // If a key was its own, there is no doubt about the others.
        if intent.acceptedDeletions.isEmpty, !intent.hasBroughtKey {
            let survey = try search.survey(for: intent, in: vault.contents)
            guard survey.own.isEmpty, survey.candidates.isEmpty else {
                return try wait(reopen(intent, in: &vault), search, in: &vault)
            }
        }
        guard Evidence(context: context).absenceCounts(since: intent.startedAt) else { return nil }
        let elsewhere = try search.lookElsewhere(for: intent)
            .filter { !intent.acceptedDeletions.contains($0.key.id) }
        guard elsewhere.isEmpty else {
            return try compensate(
                elsewhere, of: reopen(intent, in: &vault), search, telling: false, in: &vault)
        }
        try vault.settle(intent, context)
        return nil
    }

    /// A watched creation whose key has appeared: there is something to be done again.
    private func reopen(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent {
        let open = intent.advanced(to: .unknown)
        try vault.note(open, context)
        return open
    }
}

extension Intent {
    /// Whether the creation's own key was stored, and has left the vault since.
    fileprivate var hasBroughtKey: Bool { accessKeyID.map(knew) ?? false }

    /// Whether a key was neither there before nor has been deleted under the intent.
    fileprivate func isNews(_ found: OwnedKey) -> Bool {
        !knew(found.key.id) && !acceptedDeletions.contains(found.key.id)
    }
}

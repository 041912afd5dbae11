import APIClient
import Vault

/// What follows if CreateAccessKey has brought no key.
extension IssueKey {
    /// Judges a creation without an answer by what its end proves.
    func failure(
        of intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        switch CreationEvidence(cause) {
        case .nothingCreated: return refused(intent, because: cause, in: &vault)
        case .nothingUnlessListed:
            forgetLimits(of: intent, in: &vault)
            return look(for: intent, because: cause, in: &vault)
        case .unknown:
            forgetLimits(of: intent, in: &vault)
            return undo(intent, because: cause, in: &vault)
        }
    }

    /// A limit that has changed may be the reason, so the next creation asks for it. If that can't be noted, it is
    /// asked a day later.
    private func forgetLimits(of intent: Intent, in vault: inout UnlockedVault) {
        guard limits?.restOnKept ?? false else { return }
        try? vault.commit(context) { transaction, _ throws(VaultError) in
            try transaction.keep(AccountFacts(), of: intent.profile)
        }
    }

    /// Looks once for the Tag. If nothing has it, the Tag stays watched, since the list may be behind.
    private func look(
        for intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        let search = UnknownOutcomeSearch(client: client, context: context)
        guard (try? search.look(for: intent))?.isEmpty ?? true else {
            return undo(intent, because: cause, in: &vault)
        }
        // Where OUTSCALE shows no tags, a new key without one may be its own.
        if let survey = try? search.survey(for: intent, in: vault.contents),
            !survey.own.isEmpty || !survey.candidates.isEmpty
        {
            return undo(intent, because: cause, in: &vault)
        }
        do { try vault.close(intent, context) } catch {
            return .outcomeUnknown(UnknownOutcome(intent: intent, found: nil, cause: cause))
        }
        return .notListedAfterRefusal(
            cause, until: Evidence(context: context).end(of: intent.startedAt))
    }

    /// The answer is lost and the secret with it: what OUTSCALE has made is deleted if it can be found.
    ///
    /// If the vault does not take some of this, recovery finds it out again: the intent stays open.
    private func undo(
        _ intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        var open = intent.advanced(to: .unknown)
        try? vault.note(open, context)
        // A search that fails leaves the intent open, as one that finds nothing does.
        let search = UnknownOutcomeSearch(client: client, context: context)
        guard let found = try? search.run(for: open), let first = found.first
        else { return .outcomeUnknown(UnknownOutcome(intent: open, found: nil, cause: cause)) }
        open = open.advanced(to: .unknown, accessKeyID: first.key.id)
        let gone: [String]
        do { gone = try search.delete(found, of: &open, in: &vault) } catch {
            try? vault.note(open, context)
            return .outcomeUnknown(
                UnknownOutcome(intent: open, found: first.key, cause: cause))
        }
        try? vault.close(open, as: .compensated, context)
        return .undone(accessKeyIDs: gone, cause)
    }
}

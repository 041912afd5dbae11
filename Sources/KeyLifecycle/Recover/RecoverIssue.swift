import APIClient
import FoundationEssentials
import SecretMemory
import SystemPackage
import Vault

/// Ends a creation that a command left open.
struct RecoverIssue {
    let clients: OutscaleClients
    let context: LifecycleContext
    /// Whether a stored key that OUTSCALE has not accepted yet is tried.
    var isProving = true

    /// - Parameter directory: where the secret was brought to, if a landing file says so.
    /// - Returns: `nil` if nothing is to be told.
    func run(
        _ intent: Intent, _ issue: Intent.Issue, landedIn directory: FilePath?,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome? {
        let isStored = try vault.contents.record(intent.key.record) != nil
        let isWatched = issue.phase == .watched
        guard !isStored || isWatched else { return try settle(intent, issue, in: &vault) }
        // Only what brings the sealed secret here ends it: whether a list has the key says nothing.
        guard isStored || issue.phase != .elsewhere && directory == nil else {
            return .elsewhere(directory)
        }
        let client = try clients.client(for: intent, in: vault)
        let search = UnknownOutcomeSearch(client: client, context: context)
        if isWatched, isStored { return try watchBesideStored(intent, search, in: &vault) }
        if isWatched { return try watch(intent, search, in: &vault) }
        return try self.search(intent, issue, search, in: &vault)
    }
}

// MARK: - The secret is lost

extension RecoverIssue {
    /// The key that OUTSCALE may have made is found by its Tag and deleted, or it is waited for until it can't appear
    /// any more.
    private func search(
        _ intent: Intent, _ issue: Intent.Issue, _ search: UnknownOutcomeSearch,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        let open = intent.advanced(to: .unknown)
        // Before any search, so that no landing can come of it any more.
        if issue.phase != .unknown { try vault.note(open, context) }
        let found: [OwnedKey]
        do { found = try search.run(for: open) } catch { throw .api(error) }
        let isFound = !found.isEmpty || !open.acceptedDeletions.isEmpty
        guard !isFound else { return try compensate(found, of: open, search, in: &vault) }
        return try wait(open, search, in: &vault)
    }

    /// Deletes the keys that the creation has made, and ends it where the end of each is proven; also of those whose
    /// deletion an earlier command has sent.
    ///
    /// - Parameter tellsEarlier: whether the earlier ones have not been told yet.
    func compensate(
        _ keys: [OwnedKey], of intent: Intent, _ search: UnknownOutcomeSearch,
        telling tellsEarlier: Bool = true, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        var open = intent
        let earlier = open.acceptedDeletions
        try search.confirmEnds(of: &open, in: &vault)
        let fresh = keys.filter { !earlier.contains($0.key.id) }
        var gone: [String] = []
        for key in fresh {
            do { gone += try search.delete([key], of: &open, in: &vault) } catch {
                guard error.isFinal(afterExpiryAt: key.key.expiresAt, context) else { throw error }
                return try leave(key, of: open, because: error, in: &vault)
            }
        }
        let told = (tellsEarlier ? earlier : []) + gone
        open = open.advanced(to: .unknown, accessKeyID: told.first)
        try vault.close(open, as: .compensated, context)
        vault.discardLanding(of: intent)
        return .compensated(accessKeyIDs: told)
    }

    /// Nothing more can be done about an expired key that OUTSCALE refuses to delete. The search no longer finds it, and
    /// any twin of it is looked for as before.
    private func leave(
        _ left: OwnedKey, of intent: Intent, because error: LifecycleError,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        try vault.close(intent.knowing([left.key.id]), context)
        vault.discardLanding(of: intent)
        return .expiredLeft(accessKeyID: left.key.id, error)
    }

    /// Looks at all keys of the owner: those with the creation's own Tag are deleted, which is its end, and
    /// `decide` gets the others that may be its key.
    func conclude(
        _ intent: Intent, _ search: UnknownOutcomeSearch, in vault: inout UnlockedVault,
        _ decide: ([AccessKey], inout UnlockedVault) throws(LifecycleError) -> Recovered.Outcome
    ) throws(LifecycleError) -> Recovered.Outcome {
        let survey = try search.survey(for: intent, in: vault.contents)
        guard survey.own.isEmpty else {
            return try compensate(survey.own, of: intent, search, in: &vault)
        }
        // Another caller's keys say nothing of this creation.
        guard try search.isOfCaller(intent, in: vault.contents) else {
            let elsewhere = try search.lookElsewhere(for: intent, sentByCaller: false)
            guard elsewhere.isEmpty else {
                return try compensate(elsewhere, of: intent, search, in: &vault)
            }
            throw .callerUnproven(about: intent.tag, caller: intent.caller)
        }
        return try decide(survey.candidates, &vault)
    }

    /// Looks at all keys of the owner; none with its own Tag is there until now.
    func wait(
        _ intent: Intent, _ search: UnknownOutcomeSearch, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        let evidence = Evidence(context: context)
        return try conclude(intent, search, in: &vault) {
            candidates, vault throws(LifecycleError) in
            guard evidence.absenceCounts(since: intent.startedAt) else {
                return .quarantined(
                    until: evidence.end(of: intent.startedAt), candidates: candidates)
            }
            // Nothing more can appear, but a key may have appeared. If this were settled, nobody would look after that key.
            guard candidates.isEmpty else { return .undecided(candidates: candidates) }
            let elsewhere = try search.lookElsewhere(for: intent)
            guard elsewhere.isEmpty else {
                return try compensate(elsewhere, of: intent, search, in: &vault)
            }
            try vault.settle(intent, context)
            vault.discardLanding(of: intent)
            return .nothingMade
        }
    }
}

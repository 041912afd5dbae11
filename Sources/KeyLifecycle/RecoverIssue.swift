import APIClient
import FoundationEssentials
import SystemPackage
import Vault

/// Ends a creation that a command left open.
struct RecoverIssue {
    let world: World

    /// The secret is in the vault: what is left are the user's own Tag and the clean-up.
    func settle(
        _ intent: Intent, _ access: Access, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        var record = vault.contents.key(id: intent.keyID)
        if let tag = intent.userTag, let key = record, key.tag != tag {
            if let changed = try setTag(tag, of: key, intent, access, in: vault) {
                record?.align(with: changed)
            }
        }
        let settled = record
        try vault.settle(intent, world) { transaction throws(VaultError) in
            if let settled { try transaction.update(settled) }
        }
        vault.discardLanding(of: intent)
        return .settled
    }

    private func setTag(
        _ tag: String, of key: KeyRecord, _ intent: Intent, _ access: Access,
        in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> AccessKey? {
        guard let client = access.forIntent(vault, intent) else { throw .noAccess(intent) }
        let change = ConfirmedChange(client: client, user: key.user, signer: nil)
        guard let found = try change.find(key.accessKeyID) else { return nil }
        return try change.update(
            found, .tag(tag), expiringAt: key.expiresAt ?? intent.expiresAt)
    }

    /// The secret is lost: the key that OUTSCALE may have made is found by its Tag and deleted, or it is
    /// waited for until it can't appear any more.
    func search(
        _ intent: Intent, _ client: OutscaleClient, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        var open = intent
        open.phase = .unknown
        // Before anything is looked for: from now on no landing can come of it.
        if intent.phase != .unknown { try vault.note(open, world) }
        vault.discardLanding(of: intent)
        let search = UnknownOutcomeSearch(client: client, world: world)
        let found: [AccessKey]
        do { found = try search.run(for: intent) } catch { throw .api(error) }
        guard !found.isEmpty else { return try wait(open, search, in: &vault) }
        return try compensate(found, of: open, search, in: &vault)
    }

    /// Deletes the keys that the creation has made.
    private func compensate(
        _ keys: [AccessKey], of intent: Intent, _ search: UnknownOutcomeSearch,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        var open = intent
        let gone = try search.retire(keys, of: intent)
        open.accessKeyID = gone.first
        try vault.settle(open, as: .compensated, world)
        return .compensated(accessKeyIDs: gone)
    }

    /// The sealed secret is in another directory: the key stays, unless it is gone.
    func keep(
        _ intent: Intent, at directory: FilePath?, _ client: OutscaleClient,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        let keys: [AccessKey]
        do { keys = try client.readAccessKeys(user: intent.user) } catch { throw .api(error) }
        let key = keys.first { $0.id == intent.accessKeyID || $0.tag == intent.tag }
        guard key == nil else { return .elsewhere(directory) }
        try vault.settle(intent, world)
        vault.discardLanding(of: intent)
        return .gone(accessKeyID: intent.accessKeyID)
    }

    /// Looks at all keys of the owner: those with the creation's own Tag are deleted, which is its end, and
    /// `decide` gets the others that may be its key.
    func conclude(
        _ intent: Intent, _ search: UnknownOutcomeSearch, in vault: inout UnlockedVault,
        _ decide: ([AccessKey], inout UnlockedVault) throws(LifecycleError) -> Recovered.Outcome
    ) throws(LifecycleError) -> Recovered.Outcome {
        let survey: UnknownOutcomeSearch.Survey
        do { survey = try search.survey(for: intent, in: vault.contents) } catch {
            throw .api(error)
        }
        guard survey.own.isEmpty else {
            return try compensate(survey.own, of: intent, search, in: &vault)
        }
        return try decide(survey.candidates, &vault)
    }

    private func wait(
        _ intent: Intent, _ search: UnknownOutcomeSearch, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        let end = intent.startedAt.addingTimeInterval(world.quarantineSeconds)
        return try conclude(intent, search, in: &vault) {
            candidates, vault throws(LifecycleError) in
            guard end <= world.now() else {
                return .quarantined(until: end, candidates: candidates)
            }
            // Nothing more can appear, but a key may have: settled, it would be nobody's.
            guard candidates.isEmpty else { return .undecided(candidates: candidates) }
            try vault.settle(intent, world)
            return .nothingMade
        }
    }
}

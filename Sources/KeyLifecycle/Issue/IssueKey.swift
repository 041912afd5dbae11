package import APIClient
import FoundationEssentials
package import SecretMemory
package import Vault

/// Creates an access key at OUTSCALE and captures its one-time secret in the vault.
///
/// The order is the promise: room for the secret is reserved on the disk; an intent with a random Tag is
/// durable before the request; the request is sent once; the answer is sealed into the reserved room and
/// synced; the sealed secret and the intent's settlement are one transaction; a second connection reads
/// the secret back and compares; only then is the key called stored. Whatever interrupts this leaves an
/// intent that says what may exist at OUTSCALE, and under which Tag.
package struct IssueKey {
    /// Makes a client that signs with the new key, to prove it.
    package typealias ClientForKey = (String, consuming SecretBytes) -> OutscaleClient?

    let request: IssueRequest
    let client: OutscaleClient
    let verifier: ClientForKey?
    let context: LifecycleContext
    let prompt: UnstoredSecretPrompt?

    /// - Parameters:
    ///   - verifier: `nil` leaves the key unverified.
    ///   - prompt: asked when the disk takes the secret nowhere; `nil` where nobody can be asked.
    package init(
        _ request: IssueRequest, client: OutscaleClient, verifier: ClientForKey?,
        context: LifecycleContext, prompt: UnstoredSecretPrompt? = nil
    ) {
        self.request = request
        self.client = client
        self.verifier = verifier
        self.context = context
        self.prompt = prompt
    }

    /// Checks everything that can be known before the request, and changes nothing anywhere.
    ///
    /// OUTSCALE is asked too, by its own DryRun, whether the caller may create the key.
    ///
    /// - Returns: the request with an expiry that the account allows.
    package func rehearse(
        in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueRequest {
        let allowed = try preflight.run(in: vault.contents).request
        do {
            try client.dryRunCreateAccessKey(user: allowed.user, expiresAt: allowed.expiresAt)
        } catch {
            throw .api(error)
        }
        return allowed
    }

    /// Issues the key.
    ///
    /// - Parameter lock: proof that no other command changes keys meanwhile.
    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> IssuedKey {
        let (issue, intent) = try cleared(in: vault)
        return try issue.run(intent, in: &vault)
    }

    /// Looks for everything that can make an issue fail, while no key exists yet.
    ///
    /// - Returns: the same with an expiry that the account allows, and the intent for it, which is not open yet.
    func cleared(
        in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> (IssueKey, Intent) {
        let cleared = try preflight.run(in: vault.contents)
        let issue = IssueKey(
            cleared.request, client: client, verifier: verifier, context: context, prompt: prompt)
        return (
            issue, Intent(issuing: cleared.request, known: cleared.knownKeys, context)
        )
    }

    /// Checks the same for a plan in which the owner gets so many other keys before.
    func rehearse(
        after plannedKeys: Int, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueRequest {
        var preflight = preflight
        preflight.plannedKeys = plannedKeys
        return try preflight.run(in: vault.contents).request
    }

    /// Issues the key under an intent that is not open yet.
    func run(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> IssuedKey {
        let landing = try reserve(intent, in: vault)
        try vault.open(intent, context)
        let issued = try send(intent, in: &vault)
        let stored = try store(issued, for: intent, landing, in: &vault)
        try readBack(issued.secret, of: stored, in: vault)
        return finish(stored, intent: intent, issued: issued, in: &vault)
    }

    private var preflight: IssuePreflight {
        IssuePreflight(request: request, client: client, context: context)
    }
}

// MARK: - The steps, in their order

extension IssueKey {
    /// Room for the answer, before anything is sent.
    private func reserve(
        _ intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> ReservedLanding {
        do { return try ReservedLanding(for: intent.id, in: vault) } catch {
            if case .diskFull(let path) = error { throw .noRoom(path: path) }
            throw .vault(error)
        }
    }

    /// Sends CreateAccessKey once. It is never sent again, whatever comes back.
    private func send(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> IssuedAccessKey {
        let cause: APIError
        do throws(APIError) {
            let issued = try client.createAccessKey(
                user: request.user, expiresAt: request.expiresAt, tag: intent.tag)
            // A key that was there before is not the one that was made: the answer is no answer.
            guard !intent.knownKeys.contains(issued.accessKey.id) else {
                throw APIError.unreadable(
                    UnreadableAnswer(.unexpectedContent(field: "AccessKeyId"), status: 200))
            }
            return issued
        } catch { cause = error }
        vault.discardLanding(of: intent)
        throw failure(of: intent, because: cause, in: &vault)
    }

    /// What a creation without an answer comes to, by what its end proves.
    private func failure(
        of intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        switch CreationEvidence(cause) {
        case .nothingCreated:
            do { try vault.settle(intent, context) } catch {
                // It stays on the books, and recovery can't know what is known here.
                return .outcomeUnknown(UnknownOutcome(intent: intent, found: nil, cause: cause))
            }
            return .notCreated(cause)
        case .nothingUnlessListed: return look(for: intent, because: cause, in: &vault)
        case .unknown: return undo(intent, because: cause, in: &vault)
        }
    }

    /// One look by the Tag. Where it shows nothing, the Tag stays watched: the list may be behind.
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
    /// Whatever the vault does not take of this is found out again by recovery: the intent stays open.
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

    func readBack(
        _ secret: borrowing SecretBytes, of record: KeyRecord, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        let same: Bool
        do { same = try vault.reopened().secret(of: record.id).isEqual(to: secret) } catch {
            throw .notReadBack(accessKeyID: record.accessKeyID, error)
        }
        guard same else { throw .readBackDiffers(accessKeyID: record.accessKeyID) }
    }
}

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
    /// What the account allows, once that was looked at.
    private(set) var limits: AccountLimits?

    /// - Parameters:
    ///   - verifier: `nil` leaves the key unverified.
    ///   - prompt: asked when the disk takes the secret nowhere; `nil` if nobody can be asked.
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
        let allowed = try preflightAnew.run(in: vault).request
        do {
            try client.dryRunCreateAccessKey(user: allowed.user, expiresAt: allowed.expiresAt)
        } catch {
            throw .api(error)
        }
        return allowed
    }

    /// Issues the key up to the point at which its secret is safe: stored, and read back.
    ///
    /// - Parameter lock: proof that no other command changes keys meanwhile.
    package func capture(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> CapturedKey {
        let (issue, intent) = try cleared(in: vault)
        do { return try issue.capture(intent, in: &vault) } catch {
            guard request.mayBeCut, error.isNewCeiling else { throw error }
            return try capture(in: &vault, holding: lock)
        }
    }

    /// Checks everything that can make the creation fail, while no key exists yet.
    ///
    /// - Returns: the same with an expiry that the account allows, and the intent for it, which is not open yet.
    func cleared(
        in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> (IssueKey, Intent) {
        let cleared = try preflight.run(in: vault)
        var issue = IssueKey(
            cleared.request, client: client, verifier: verifier, context: context, prompt: prompt)
        issue.limits = cleared.limits
        var intent = Intent(issuing: cleared.request, known: cleared.knownKeys, context)
        intent.caller = try vault.contents.caller(of: client, in: intent.profile)
        return (issue, intent)
    }

    /// Checks the same for a plan in which the owner gets so many other keys before.
    func rehearse(
        after plannedKeys: Int, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueRequest {
        var preflight = preflightAnew
        preflight.plannedKeys = plannedKeys
        return try preflight.run(in: vault).request
    }

    /// Issues the key under an intent that is not open yet.
    func run(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> IssuedKey {
        try capture(intent, in: &vault).finish(in: &vault)
    }

    private func capture(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> CapturedKey {
        let landing = try reserve(intent, in: vault)
        try open(intent, in: &vault)
        let issued = try send(intent, in: &vault)
        let stored = try store(issued, for: intent, landing, in: &vault)
        try readBack(issued.secret, of: stored, in: vault)
        return CapturedKey(key: stored, issue: self, intent: intent, issued: issued)
    }

    private var preflight: IssuePreflight {
        IssuePreflight(request: request, client: client, context: context, asKey: verifier)
    }

    /// A caller that asks for a judgement gets one of this moment.
    private var preflightAnew: IssuePreflight {
        var preflight = preflight
        preflight.asksAnew = true
        return preflight
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

    /// Makes durable what may exist from now on, and what was learnt about the account.
    private func open(_ intent: Intent, in vault: inout UnlockedVault) throws(LifecycleError) {
        let news = limits?.news
        try vault.open(intent, context) { transaction throws(VaultError) in
            // Another member of a team may have come between.
            guard try transaction.contents.isFree(intent.key.name) else {
                throw .nameTaken(.pendingKey, intent.key.name)
            }
            if let news { try transaction.keep(news, of: intent.profile) }
        }
    }

    /// Sends CreateAccessKey once. It is never sent again, whatever comes back.
    private func send(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> IssuedAccessKey {
        let cause: APIError
        do { try vault.hold(intent) } catch {
            vault.discardLanding(of: intent)
            throw error
        }
        do throws(APIError) {
            let issued = try client.createAccessKey(
                user: request.user, expiresAt: request.expiresAt, tag: intent.tag)
            // A key that was there before is not the new one, so this is no answer.
            guard !intent.knew(issued.accessKey.id) else {
                throw APIError.unreadable(
                    UnreadableAnswer(.unexpectedContent(field: "AccessKeyId"), status: 200))
            }
            return issued
        } catch { cause = error }
        vault.discardLanding(of: intent)
        throw failure(of: intent, because: cause, in: &vault)
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

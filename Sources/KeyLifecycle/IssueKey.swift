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
    let world: World
    let rescue: Rescue?

    /// - Parameters:
    ///   - verifier: `nil` leaves the key unverified.
    ///   - rescue: asked when the disk takes the secret nowhere; `nil` where nobody can be asked.
    package init(
        _ request: IssueRequest, client: OutscaleClient, verifier: ClientForKey?, world: World,
        rescue: Rescue? = nil
    ) {
        self.request = request
        self.client = client
        self.verifier = verifier
        self.world = world
        self.rescue = rescue
    }

    /// Checks everything that can be known before the request, and changes nothing anywhere.
    ///
    /// OUTSCALE is asked too, by its own DryRun, whether the caller may create the key.
    package func rehearse(in vault: borrowing UnlockedVault) throws(LifecycleError) {
        _ = try preflight.run(in: vault.contents)
        do {
            try client.dryRunCreateAccessKey(user: request.user, expiresAt: request.expiresAt)
        } catch {
            throw .api(error)
        }
    }

    /// Issues the key.
    ///
    /// - Parameter lock: proof that no other command changes keys meanwhile.
    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> IssuedKey {
        try run(Intent(request, known: try check(in: vault), world), in: &vault)
    }

    /// Everything that can make an issue fail, looked for while no key exists yet.
    ///
    /// - Returns: the ids of the keys that the owner has.
    func check(in vault: borrowing UnlockedVault) throws(LifecycleError) -> [String] {
        try preflight.run(in: vault.contents)
    }

    /// Issues the key under an intent that is not open yet.
    func run(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> IssuedKey {
        let place = try reserve(intent, in: vault)
        try vault.open(intent, world)
        let issued = try send(intent, in: &vault)
        let stored = try store(issued, for: intent, place, in: &vault)
        try readBack(issued.secret, of: stored, in: vault)
        return finish(stored, intent: intent, issued: issued, in: &vault)
    }

    private var preflight: IssuePreflight {
        IssuePreflight(request: request, client: client, world: world)
    }
}

// MARK: - The steps, in their order

extension IssueKey {
    /// Room for the answer, before anything is sent.
    private func reserve(
        _ intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> ReservedPlace {
        do { return try ReservedPlace(for: intent.id, in: vault) } catch {
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
        guard cause.outcome == .unknown || hasCreated(intent, despite: cause) else {
            do { try vault.settle(intent, world) } catch {
                // It stays on the books, and recovery can't know what is known here.
                throw .outcomeUnknown(UnknownOutcome(intent: intent, found: nil, cause: cause))
            }
            throw .notCreated(cause)
        }
        throw undo(intent, because: cause, in: &vault)
    }

    /// Throttling is said to do nothing. It may be said by something between here and OUTSCALE that does
    /// not know, so one look by the Tag checks it; where that fails, the word counts.
    private func hasCreated(_ intent: Intent, despite cause: APIError) -> Bool {
        guard case .throttled = cause,
            let keys = try? client.readAccessKeys(user: intent.user, tag: intent.tag)
        else { return false }
        return keys.contains { $0.tag == intent.tag && !intent.knownKeys.contains($0.id) }
    }

    /// The answer is lost and the secret with it: what OUTSCALE has made is deleted if it can be found.
    ///
    /// Whatever the vault does not take of this is found out again by recovery: the intent stays open.
    private func undo(
        _ intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        var open = intent
        open.phase = .unknown
        try? vault.note(open, world)
        // A search that fails leaves the intent open, as one that finds nothing does.
        let search = UnknownOutcomeSearch(client: client, world: world)
        guard let found = try? search.run(for: open), let first = found.first
        else { return .outcomeUnknown(UnknownOutcome(intent: open, found: nil, cause: cause)) }
        open.accessKeyID = first.id
        let gone: [String]
        do { gone = try search.retire(found, of: open) } catch {
            try? vault.note(open, world)
            return .outcomeUnknown(UnknownOutcome(intent: open, found: first, cause: cause))
        }
        try? vault.settle(open, as: .compensated, world)
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

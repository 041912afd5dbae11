package import APIClient
import FoundationEssentials
package import SecretMemory
package import Vault

/// Creates an access key at OUTSCALE and captures its one-time secret in the vault.
///
/// The order is the promise: an intent with a random Tag is durable before the request; the request is
/// sent once; the sealed secret and the intent's settlement are one transaction; a second connection
/// reads the secret back and compares; only then is the key called stored. Whatever interrupts this
/// leaves an intent that says what may exist at OUTSCALE, and under which Tag.
package struct IssueKey {
    /// Makes a client that signs with the new key, to prove it.
    package typealias ClientForKey = (String, consuming SecretBytes) -> OutscaleClient

    let request: IssueRequest
    let client: OutscaleClient
    let verifier: ClientForKey?
    let world: World

    /// - Parameter verifier: `nil` leaves the key unverified.
    package init(
        _ request: IssueRequest, client: OutscaleClient, verifier: ClientForKey?, world: World
    ) {
        self.request = request
        self.client = client
        self.verifier = verifier
        self.world = world
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
        try SettleStoredIntents(world: world).run(in: &vault)
        let known = try preflight.run(in: vault.contents)
        let intent = try openIntent(known: known, in: &vault)
        let issued = try send(intent, in: &vault)
        let stored = try store(issued, for: intent, in: &vault)
        try readBack(issued.secret, of: stored, in: vault)
        return finish(stored, intent: intent, issued: issued, in: &vault)
    }

    private var preflight: IssuePreflight {
        IssuePreflight(request: request, client: client, world: world)
    }
}

// MARK: - The steps, in their order

extension IssueKey {
    /// From here on a crash leaves a trace: the intent is durable when this returns.
    private func openIntent(
        known: [String], in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent {
        let now = world.now()
        let intent = Intent(
            issuing: request.name, profile: request.profile.id, user: request.user,
            userTag: request.tag, expiresAt: request.expiresAt, endpoint: request.endpoint,
            hostID: world.hostID, startedAt: now, knownKeys: known)
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.put(intent)
                try transaction.record(AuditEvent(at: now, .intentOpened, intent: intent))
            }
        } catch { throw .vault(error) }
        return intent
    }

    /// Sends CreateAccessKey once. It is never sent again, whatever comes back.
    private func send(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> IssuedAccessKey {
        do {
            return try client.createAccessKey(
                user: request.user, expiresAt: request.expiresAt, tag: intent.tag)
        } catch {
            switch error.outcome {
            case .nothingHappened: throw abandon(intent, because: error, in: &vault)
            case .unknown: throw keepOpen(intent, because: error, in: &vault)
            }
        }
    }

    private func abandon(
        _ intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        do {
            try vault.commit(at: world.now()) { transaction throws(VaultError) in
                try transaction.settle(intent: intent.id)
                try transaction.record(AuditEvent(at: world.now(), .intentSettled, intent: intent))
            }
        } catch { return .vault(error) }
        return .notCreated(cause)
    }

    private func keepOpen(
        _ intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        var open = intent
        open.phase = .unknown
        note(open, in: &vault)
        let found = UnknownOutcomeSearch(client: client, world: world).run(for: intent)
        if let found {
            open.accessKeyID = found.id
            note(open, in: &vault)
        }
        return .outcomeUnknown(UnknownOutcome(intent: open, found: found, cause: cause))
    }

    /// What is learnt of an open intent. Without it the intent still says that a request may have gone out.
    private func note(_ intent: Intent, in vault: inout UnlockedVault) {
        try? vault.commit(at: world.now()) { transaction throws(VaultError) in
            try transaction.put(intent)
        }
    }

    /// The secret and the intent's settlement are one transaction.
    private func store(
        _ issued: borrowing IssuedAccessKey, for intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> KeyRecord {
        let now = world.now()
        let record = KeyRecord(issued: issued.accessKey, intent: intent, storedAt: now)
        var stored = intent
        stored.phase = .stored
        stored.accessKeyID = record.accessKeyID
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.add(record, secret: issued.secret)
                try transaction.put(stored)
                // A new EIM user may do nothing yet, so only the caller's own key signs from now on.
                if record.user == nil { try transaction.signFirst(with: record) }
                try transaction.record(AuditEvent(at: now, .stored, key: record))
            }
        } catch { throw .notStored(accessKeyID: record.accessKeyID, error) }
        return record
    }

    private func readBack(
        _ secret: borrowing SecretBytes, of record: KeyRecord, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        let same: Bool
        do { same = try vault.reopened().secret(of: record.id).isEqual(to: secret) } catch {
            throw .notStored(accessKeyID: record.accessKeyID, error)
        }
        guard same else { throw .readBackDiffers(accessKeyID: record.accessKeyID) }
    }
}

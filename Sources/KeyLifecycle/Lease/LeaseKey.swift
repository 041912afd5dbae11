import APIClient
package import FoundationEssentials
import LocalMachine
import SecretMemory
package import Vault

/// Makes a key for one command, and takes it away again.
///
/// L1 an intent that names the key's record and the process that it ends with; L2 the key is issued under an
/// intent of its own, with an expiry, and proven by a call that it signs itself; L3 the command has it, while
/// neither the vault's lock nor its file is held; L4 the key is made inactive, deleted, looked for; L5 record
/// and intent go in one transaction. Where the process dies on the way, recovery does L4 and L5; where nobody
/// recovers, OUTSCALE ends the key at its expiry.
package struct LeaseKey {
    package struct Request: Sendable {
        /// The key's name begins with this one's.
        package let name: EntryName
        package let profile: Profile
        /// The EIM user who will own the key; `nil` for the caller.
        package let user: String?
        /// The key whose owner will own this one too; `nil` if ``user`` was named.
        package let original: KeyRecord?
        /// When OUTSCALE ends the key.
        package let expiresAt: Date
        package let endpoint: String

        package init(
            name: EntryName, profile: Profile, user: String?, like original: KeyRecord? = nil,
            expiresAt: Date, endpoint: String
        ) {
            self.name = name
            self.profile = profile
            self.user = user
            self.original = original
            self.expiresAt = expiresAt
            self.endpoint = endpoint
        }
    }

    let clients: OutscaleClients
    let context: LifecycleContext
    let isProven: Bool

    /// If `isProven`, a key counts only once OUTSCALE has accepted a call signed by it.
    package init(clients: OutscaleClients, context: LifecycleContext, isProven: Bool = true) {
        self.clients = clients
        self.context = context
        self.isProven = isProven
    }

    /// L1 and L2. A creation that failed for certain ends the lease.
    package func begin(
        _ request: Request, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Lease {
        guard let owner = context.processes.current() else { throw .ownerUnknown }
        let (issue, issuing) = try issue(request, in: vault).cleared(in: vault)
        let lease = Intent(
            leasing: issuing, until: issue.request.expiresAt, to: owner, context)
        try vault.open(lease, as: .leaseBegun, context) { transaction throws(VaultError) in
            if let original = request.original {
                try transaction.note(
                    owner: lease.key.user, of: original.id, at: lease.startedAt)
            }
        }
        let issued: IssuedKey
        do { issued = try issue.run(issuing, in: &vault) } catch {
            if vault.contents.hasEnded(issuing) { try vault.settle(lease, context) }
            guard error.isNewCeiling else { throw error }
            return try begin(request, in: &vault, holding: lock)
        }
        guard !isProven || issued.verification.isProof else {
            // Where that fails too, the lease stays on the books for recovery.
            let isGone = (try? end(lease, in: &vault, holding: lock)) != nil
            throw isGone
                ? .leaseNotProven(lease, issued.verification) : .leaseLeft(lease, issued)
        }
        return Lease(intent: lease, issued: issued)
    }

    /// L4 and L5; a lease that another command has ended is ended.
    package func end(
        _ lease: Intent, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        guard let open = vault.contents.intent(id: lease.id) else { return }
        _ = try EndLease(clients: clients, context: context).run(open, in: &vault)
    }

    private func issue(
        _ request: Request, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueKey {
        let issuing = IssueRequest(
            name: try LeaseName.next(to: request.name, in: vault.contents),
            profile: request.profile,
            user: request.user, like: request.original, expiresAt: request.expiresAt,
            mayBeCut: true, tag: nil,
            endpoint: request.endpoint)
        let intent = Intent(issuing: issuing, known: [], context)
        let client = try clients.client(for: intent, in: vault)
        // Nobody is asked to rescue a secret that is worth an hour: a key that can't be stored is deleted.
        return IssueKey(
            issuing, client: client,
            verifier: verifier(request.profile), context: context)
    }

    private func verifier(_ profile: Profile) -> IssueKey.ClientForKey? {
        guard isProven else { return nil }
        return { [clients] (id: String, secret: consuming SecretBytes) in
            clients.asKey(profile, id, secret)
        }
    }
}

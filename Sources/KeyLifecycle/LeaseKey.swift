import APIClient
package import FoundationEssentials
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
        /// When OUTSCALE ends the key.
        package let expiresAt: Date
        package let endpoint: String

        package init(
            name: EntryName, profile: Profile, user: String?, expiresAt: Date, endpoint: String
        ) {
            self.name = name
            self.profile = profile
            self.user = user
            self.expiresAt = expiresAt
            self.endpoint = endpoint
        }
    }

    let access: Access
    let world: World
    let isProven: Bool

    /// - Parameter isProven: whether a key counts only once OUTSCALE has accepted a call signed by it.
    package init(access: Access, world: World, isProven: Bool = true) {
        self.access = access
        self.world = world
        self.isProven = isProven
    }

    /// L1 and L2. A creation that failed for certain ends the lease.
    package func begin(
        _ request: Request, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Lease {
        guard let owner = world.processes.current() else { throw .ownerUnknown }
        let issue = try issue(request, in: vault)
        let issuing = Intent(issue.request, known: try issue.check(in: vault), world)
        let lease = Intent(leasing: issuing, to: owner, world)
        try vault.open(lease, as: .leaseBegun, world)
        let issued: IssuedKey
        do { issued = try issue.run(issuing, in: &vault) } catch {
            if vault.contents.intent(id: issuing.id) == nil { try vault.settle(lease, world) }
            throw error
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
        _ = try EndLease(access: access, world: world).run(open, in: &vault)
    }

    private func issue(
        _ request: Request, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> IssueKey {
        let issuing = IssueRequest(
            name: LeaseName.next(to: request.name, in: vault.contents), profile: request.profile,
            user: request.user, expiresAt: request.expiresAt, tag: nil, endpoint: request.endpoint)
        let intent = Intent(issuing, known: [], world)
        guard let client = access.forIntent(vault, intent) else { throw .noAccess(intent) }
        // Nobody is asked to rescue a secret that is worth an hour: a key that can't be stored is deleted.
        return IssueKey(
            issuing, client: client,
            verifier: verifier(request.profile), world: world)
    }

    private func verifier(_ profile: Profile) -> IssueKey.ClientForKey? {
        guard isProven else { return nil }
        return { [access] (id: String, secret: consuming SecretBytes) in
            access.asKey(profile, id, secret)
        }
    }
}

/// L4 and L5 of a lease, for its owner and for recovery.
struct EndLease {
    let access: Access
    let world: World

    /// - Returns: the id of the key that is gone; `nil` where none was made.
    func run(
        _ lease: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> String? {
        var ended = lease
        if let key = vault.contents.key(id: lease.keyID) {
            try delete(key, of: lease, in: vault)
            ended.accessKeyID = key.accessKeyID
        }
        // A creation that only lacks its clean-up would look for the key that has just gone.
        let stored = vault.contents.intents.filter {
            $0.kind == .issue && $0.phase == .stored && $0.keyID == lease.keyID
        }
        try vault.settle(ended, as: .leaseEnded, world) { transaction throws(VaultError) in
            for issue in stored { try transaction.settle(intent: issue.id) }
            try transaction.drop(lease.keyID)
        }
        for issue in stored { vault.discardLanding(of: issue) }
        return ended.accessKeyID
    }

    private func delete(
        _ key: KeyRecord, of lease: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        guard let client = access.forIntent(vault, lease) else { throw .noAccess(lease) }
        let change = ConfirmedChange(
            client: client, user: key.user, signer: vault.contents.signer(of: key.profile))
        if let found = try change.find(key.accessKeyID) { try change.retire(found) }
    }
}

/// `alice.lease-3f9a2c`: a name that no key and nothing pending has.
enum LeaseName {
    static func next(to name: EntryName, in contents: VaultContents) -> EntryName {
        while true {
            let number = RecordID.random().description.prefix(6)
            let free = FreeName.next(to: name, "lease-\(number)", in: contents)
            if !contents.intents.contains(where: { $0.keyName == free }) { return free }
        }
    }
}

import APIClient
import FoundationEssentials
import Vault

/// Everything that can make an issue fail is looked for while no key exists yet.
///
/// See outscale-api: a name, a quota, a policy and a clock are all known before the request.
struct IssuePreflight {
    /// With a larger difference an expiry means another moment here than there, and signatures are close to being refused.
    static let toleratedSkewSeconds = 60.0

    let request: IssueRequest
    let client: OutscaleClient
    let context: LifecycleContext
    /// In a plan of several keys: how many the owner will have got before this one.
    var plannedKeys = 0
    /// Whether OUTSCALE is asked even for what the vault knows about the account.
    var asksAnew = false
    /// Makes a client that signs with a key of the profile.
    var asKey: IssueKey.ClientForKey?

    /// What may be sent.
    struct Cleared {
        /// With an expiry that the account allows.
        let request: IssueRequest
        /// The ids of the keys that the owner has already.
        let knownKeys: [String]
        let limits: AccountLimits
    }

    /// Checks all of it.
    func run(in vault: borrowing UnlockedVault) throws(LifecycleError) -> Cleared {
        let contents = vault.contents
        try checkName(in: contents)
        if request.lifetime == nil { try check(request.expiresAt) }
        let (request, keys) = try owned(in: vault)
        if request.lifetime != nil { try check(request.expiresAt) }
        let held = keys.map(\.id)
        try client.requireClock()
        var limits = limits(in: contents)
        let allowed = try limits.allowed(request.expiresAt, mayBeCut: request.mayBeCut)
        try limits.requireRoom(beside: held.count + plannedKeys, of: request.user)
        return Cleared(
            request: allowed.isCut ? request.cut(to: allowed.expiresAt) : request,
            knownKeys: held.sorted(), limits: limits)
    }

    private func limits(in contents: VaultContents) -> AccountLimits {
        let kept = asksAnew ? nil : contents.profile(id: request.profile.id)?.accountFacts
        return AccountLimits(kept: kept ?? AccountFacts(), client: client, context: context)
    }

    private func checkName(in contents: VaultContents) throws(LifecycleError) {
        guard try contents.record(named: request.name) == nil else {
            throw .vault(.nameTaken(.key, request.name))
        }
        guard contents.isPromisedToNobody(request.name) else {
            throw .vault(.nameTaken(.pendingKey, request.name))
        }
    }

    private func check(_ expiry: Date?) throws(LifecycleError) {
        guard let expiry else { return }
        guard expiry > context.now() else { throw .expiryInPast(expiry) }
        guard expiry <= IssueRequest.lastExpiry else { throw .expiryTooFar }
    }

    /// The request for an owner that is known, and the keys that the owner has.
    private func owned(
        in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> (IssueRequest, [AccessKey]) {
        guard let original = request.original else { return (request, try heldKeys()) }
        let proven = try OwnerProof(key: original, client: client, context: context)
            .run(in: vault.contents) {
                guard let secret = try? vault.secret(of: original.id) else { return nil }
                return asKey?(original.accessKeyID, secret)
            }
        let facts = proven.keys.first { $0.id == original.accessKeyID }
        return (try request.owned(by: proven.user, replacing: facts), proven.keys)
    }

    private func heldKeys() throws(LifecycleError) -> [AccessKey] {
        do { return try client.readAccessKeys(user: request.user) } catch {
            if case .refused(let refusal) = error, let user = request.user, refusal.meansNoSuchUser
            {
                throw .noSuchUser(user, refusal)
            }
            throw .api(error)
        }
    }
}

extension VaultContents {
    /// Whether no open creation may bring a key of that name: one whose secret is lost never will.
    fileprivate func isPromisedToNobody(_ name: EntryName) -> Bool {
        !intents.contains { $0.key.name == name && $0.mayStoreAKey }
    }

    /// The same, and no key has it.
    func isFree(_ name: EntryName) throws(VaultError) -> Bool {
        guard try key(named: name) == nil else { return false }
        return isPromisedToNobody(name)
    }
}

extension Intent {
    /// Whether this creation may still bring a key into the vault.
    package var mayStoreAKey: Bool {
        switch issue?.phase {
        case .sending, .stored, .elsewhere: true
        case .unknown, .watched, nil: false
        }
    }
}

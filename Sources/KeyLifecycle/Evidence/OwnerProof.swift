import APIClient
import FoundationEssentials
import Vault

/// Proves whose a key is, before another is made for the same owner.
///
/// A vault may have taken a key in without asking, and "the caller" is whoever signs the profile's calls by now. So what the
/// record says counts only where OUTSCALE, or the key itself, bears it out: else a user's key would be replaced by root's.
struct OwnerProof {
    let key: KeyRecord
    let client: OutscaleClient
    let context: LifecycleContext

    /// An owner, and the keys that OUTSCALE lists for it.
    struct Proven {
        let user: String?
        let keys: [AccessKey]
    }

    /// Costs one call where the owner's list has the key; else all users are looked through.
    ///
    /// - Parameter asItself: a client that signs with the key; `nil` if there is none, or the key can sign nothing.
    /// - Throws: `ownerUnproven` where nothing tells whose the key is.
    func run(
        in contents: VaultContents, asItself: () -> OutscaleClient?
    ) throws(LifecycleError) -> Proven {
        let list: KeySearch.OwnersList
        do { list = try search.list(of: key.user) } catch { throw .api(error) }
        if case .read(let keys) = list, bears(out: keys, in: contents) {
            return Proven(user: key.user, keys: keys)
        }
        let sweep: KeySearch.Sweep
        do {
            sweep = try search.sweep(for: key.accessKeyID, besides: key.user)
            if let owner = sweep.found.first?.owner ?? nil {
                return Proven(user: owner, keys: try client.readAccessKeys(user: owner))
            } else if !sweep.found.isEmpty {
                return Proven(user: nil, keys: try client.readAccessKeys(user: nil))
            }
        } catch { throw .api(error) }
        switch list {
        case .refused(let error): throw refusal(error)
        case .read(let keys):
            var isKnown = isHidden
            if !isKnown { isKnown = try isCallers(in: contents, asItself) }
            guard isKnown else {
                throw .ownerUnproven(key, isEverybodyAsked: sweep.isComplete)
            }
            return Proven(user: key.user, keys: keys)
        }
    }

    private var search: KeySearch { KeySearch(client: client, context: context) }

    /// Whether the recorded owner is certain without a look at others.
    private func bears(out keys: [AccessKey], in contents: VaultContents) -> Bool {
        if keys.contains(where: { $0.id.isSameKey(as: key.accessKeyID) }) { return true }
        // The caller is whoever this key belongs to.
        guard key.user != nil else {
            return contents.profile(id: key.profile)?.signingKey == key.id
        }
        // OUTSCALE has told it of that user, and the list may be behind.
        return key.isExpiryKnown
            && !Evidence(context: context).absenceCounts(since: key.lastSeen)
    }

    /// A user's key that has expired, and that OUTSCALE has listed for that user before: it may list no such keys.
    private var isHidden: Bool {
        key.user != nil && key.isExpiryKnown && key.hasExpired(at: context.now())
    }

    /// Whether the key, asked itself, has the signing key beside it: then both are the caller's.
    private func isCallers(
        in contents: VaultContents, _ asItself: () -> OutscaleClient?
    ) throws(LifecycleError) -> Bool {
        guard key.user == nil, key.verifiedAt != nil, key.state != .inactive,
            !key.hasExpired(at: context.now()),
            let signer = try contents.signer(of: key.profile), let itself = asItself()
        else { return false }
        let own = try? itself.readAccessKeys(user: nil, ids: [signer])
        return own?.contains { $0.id.isSameKey(as: signer) } ?? false
    }

    private func refusal(_ error: APIError) -> LifecycleError {
        guard case .refused(let refusal) = error, let user = key.user, refusal.meansNoSuchUser
        else { return .api(error) }
        return .noSuchUser(user, refusal)
    }
}

extension VaultTransaction {
    /// Takes down whose a key is proven to be.
    mutating func note(owner: String?, of id: RecordID, at date: Date) throws(VaultError) {
        guard var key = try contents.key(id: id), key.user != owner else { return }
        key.user = owner
        try update(key)
        try record(AuditEvent(at: date, .aligned, key: key))
    }
}

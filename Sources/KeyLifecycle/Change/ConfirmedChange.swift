import APIClient
import FoundationEssentials
import Vault

/// Changes or deletes one key at OUTSCALE by its id, and looks until OUTSCALE shows it.
///
/// Sending either one again has the same effect. Neither needs the key to be listed, since a list may lag.
struct ConfirmedChange {
    let client: OutscaleClient
    let context: LifecycleContext
    /// The owner; a change that finds the key with another one goes on with that.
    var user: String?
    /// The id of the key that signs; once it is changed, it may not be able to look.
    var signer: String?
    /// Whether an expiry that is only kept may be cut where the account does not allow it any more. A key that is on its way
    /// out, or back from there, loses nothing by it; one that stays in use would end early, and nobody has asked for that.
    var cutsKeptExpiry = true
    /// Whether an expiry that was to be kept was cut, because the account allows it no more.
    var isCut = false
    /// The key as OUTSCALE's last answer to a change of it has it; what followed may have failed.
    var accepted: AccessKey?
    /// Whether this caller's lists can show that the key is gone.
    var proof: CallerProof
    /// Since when OUTSCALE denies the key and no list has it; `nil` if that is not known to be so.
    var absentSince: Date?

    init(
        client: OutscaleClient, user: String?, signer: String? = nil,
        proof: CallerProof = .proven, _ context: LifecycleContext
    ) {
        self.proof = proof
        self.client = client
        self.user = user
        self.signer = signer
        self.context = context
    }

    /// Of a key of the vault, by whatever signs its profile's calls.
    init(
        of key: KeyRecord, client: OutscaleClient, in contents: VaultContents,
        _ context: LifecycleContext
    ) throws(LifecycleError) {
        self.init(
            client: client, user: key.user, signer: try contents.signer(of: key.profile),
            proof: try contents.proof(for: key, by: client), context)
    }

    var search: KeySearch { KeySearch(client: client, context: context) }

    /// The key as OUTSCALE lists it; `nil` proves nothing.
    func find(_ id: String) throws(LifecycleError) -> AccessKey? {
        do { return try search.keyIfReadable(id, of: user) } catch { throw .api(error) }
    }

    /// What follows from an answer that may say that there is no such key.
    enum Denial: Equatable {
        /// The key is another user's, with whom this goes on.
        case moved
        /// OUTSCALE lists the key for its owner: something else is refused.
        case listed(AccessKey)
        /// Nobody's list has it.
        case absent
        /// Its owner's list could not be read, or does not have it and not all users could be looked at: it may be
        /// another's by now.
        case unseen
    }

    /// Looks for the key, first with its owner, then with all users.
    ///
    /// - Throws: `callerUnproven` where nobody's list has it, and this caller's would not.
    mutating func judgeDenial(of id: String) throws(LifecycleError) -> Denial {
        let denial = try lookForDenied(id)
        switch denial {
        case .moved, .listed: absentSince = nil
        case .absent:
            try requireCaller(for: id)
            absentSince = absentSince ?? context.now()
        case .unseen: try requireCaller(for: id)
        }
        return denial
    }

    /// That a list does not have the key says something only if the caller's could have it.
    func requireCaller(for id: String) throws(LifecycleError) {
        let isProven: Bool
        do { isProven = try search.isProven(proof) } catch { throw .api(error) }
        guard isProven else { throw .callerUnproven(about: id, caller: proof.wanted) }
    }

    private mutating func lookForDenied(_ id: String) throws(LifecycleError) -> Denial {
        do {
            var isRead = false
            if case .read(let keys) = try search.list(of: user, ids: [id]) {
                if let key = keys.first(where: { $0.id.isSameKey(as: id) }) { return .listed(key) }
                isRead = true
            }
            let sweep = try search.sweep(for: id, besides: user)
            if let found = sweep.found.first {
                user = found.owner
                return .moved
            }
            // The caller's own keys are nobody else's.
            if isRead { return sweep.isComplete || user == nil ? .absent : .unseen }
            guard sweep.isNoUser(user) else { return .unseen }
            return .absent
        } catch { throw .api(error) }
    }
}

/// What is known of a key before it is changed, where OUTSCALE does not list it.
struct KnownKey: Sendable {
    let id: String
    var state: AccessKey.State?
    var expiresAt: Date?
    var tag: String?
    /// When the key was certainly there for the last time; `nil` for just now.
    var lastSeen: Date?

    init(id: String, state: AccessKey.State? = nil, expiresAt: Date? = nil, tag: String? = nil) {
        self.id = id
        self.state = state
        self.expiresAt = expiresAt
        self.tag = tag
    }

    init(_ key: AccessKey) {
        self.init(id: key.id, state: key.state, expiresAt: key.expiresAt, tag: key.tag)
    }

    init(_ record: KeyRecord) {
        self.init(
            id: record.accessKeyID, state: .init(record.state), expiresAt: record.expiresAt,
            tag: record.tag)
        lastSeen = record.lastSeen
    }
}

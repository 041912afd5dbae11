import APIClient
import FoundationEssentials
import Vault

/// What a key is to be: everything that UpdateAccessKey can set, always sent together, because a call that
/// leaves the expiry out may clear it.
struct KeyTarget: Hashable, Sendable {
    var state: AccessKey.State
    var expiresAt: Date?
    var tag: String?

    init(state: AccessKey.State, expiresAt: Date?, tag: String?) {
        self.state = state
        self.expiresAt = expiresAt
        self.tag = tag
    }

    /// The key as it is.
    init(_ key: AccessKey) {
        self.init(state: key.state, expiresAt: key.expiresAt, tag: key.tag)
    }
}

/// Changes one key at OUTSCALE and looks whether it is so.
///
/// An update and a deletion are the same however often they are sent, so a lost answer costs a second look,
/// never a guess.
struct ConfirmedChange {
    /// How often a change is sent at most.
    static let attempts = 2

    let client: OutscaleClient
    let user: String?
    /// The id of the key that signs; once it is changed, it may not be able to look.
    var signer: String?

    /// The key as OUTSCALE lists it, `nil` if it does not.
    func find(_ id: String) throws(LifecycleError) -> AccessKey? {
        do { return try client.listedKeys(of: user, ids: [id]).first { $0.id == id } } catch {
            throw .api(error)
        }
    }

    /// Changes the one thing that was asked and returns the key as OUTSCALE lists it afterwards.
    ///
    /// All else is sent again as it was found just before: what another administrator has changed stays. An
    /// expiry or a tag that OUTSCALE accepts and lists otherwise is what it made of it.
    ///
    /// - Parameter expiry: the expiry to send where OUTSCALE lists none, for a key that was made with one.
    func update(
        _ key: AccessKey, _ change: ChangeKey.Change, expiringAt expiry: Date? = nil
    ) throws(LifecycleError) -> AccessKey {
        var key = key
        guard !change.holds(for: key) else { return key }
        var failure: APIError?
        for _ in 0..<Self.attempts {
            failure = nil
            var answered: AccessKey?
            var target = KeyTarget(key)
            target.expiresAt = target.expiresAt ?? expiry
            do { answered = try send(key, target.applying(change)) } catch {
                failure = error
            }
            if let answered, signer == key.id, change == .state(.inactive) { return answered }
            if let failure, failure.refusesCaller { throw .api(failure) }
            guard let found = try look(key.id, after: failure) else {
                throw .noSuchKey(accessKeyID: key.id, user: user)
            }
            if change.holds(for: found) { return found }
            if answered != nil, change.mayBeAltered, change.differs(key, found) { return found }
            if let failure, failure.outcome == .nothingHappened { throw .api(failure) }
            key = found
        }
        if failure == nil, change.mayBeAltered { return key }
        throw failure.map { .api($0) } ?? .notConfirmed(accessKeyID: key.id)
    }

    /// Deletes the key; one that is not there is deleted.
    func delete(_ id: String) throws(LifecycleError) {
        var failure: APIError?
        for _ in 0..<Self.attempts {
            failure = nil
            do { try client.deleteAccessKey(id: id, user: user) } catch { failure = error }
            if failure == nil, signer == id { return }
            if let failure, failure.refusesCaller { throw .api(failure) }
            guard try look(id, after: failure) != nil else { return }
            if let failure, failure.outcome == .nothingHappened { throw .api(failure) }
        }
        throw failure.map { .api($0) } ?? .notConfirmed(accessKeyID: id)
    }

    /// A look that fails after a failing change tells of the change.
    private func look(
        _ id: String, after failure: APIError?
    ) throws(LifecycleError) -> AccessKey? {
        do { return try find(id) } catch {
            if let failure { throw .api(failure) }
            throw error
        }
    }

    private func send(_ key: AccessKey, _ target: KeyTarget) throws(APIError) -> AccessKey {
        let expiry: ExpiryUpdate =
            target.expiresAt.map { .set($0) } ?? (key.expiresAt == nil ? .unchanged : .never)
        let tag: TagUpdate = target.tag.map { .set($0) } ?? (key.tag == nil ? .unchanged : .clear)
        return try client.updateAccessKey(
            id: key.id, user: user, state: target.state, expiresAt: expiry, tag: tag)
    }
}

extension ConfirmedChange {
    /// Deletes a key in the way that OUTSCALE demands for a user's: inactive first, its expiry kept.
    func retire(_ key: AccessKey) throws(LifecycleError) {
        if key.state == .active, signer != key.id {
            do { _ = try update(key, .state(.inactive)) } catch {
                // Somebody else was quicker: what is gone is deleted.
                if case .noSuchKey = error { return }
                throw error
            }
        }
        try delete(key.id)
    }
}

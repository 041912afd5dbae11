import APIClient
import Vault

/// A key that OUTSCALE lists, and for whom.
struct OwnedKey: Hashable, Sendable {
    /// The EIM user; `nil` for the caller.
    let owner: String?
    let key: AccessKey
}

/// Looks for keys: first where their owner should be, then, since users are renamed, with every user.
///
/// A key that it does not find may exist all the same.
struct KeySearch {
    let client: OutscaleClient
    let context: LifecycleContext

    /// One key by its id, for the owner that is known.
    func key(_ id: String, of user: String?) throws(APIError) -> AccessKey? {
        try client.listedKeys(of: user, ids: [id]).first { $0.id.isSameKey(as: id) }
    }

    /// The same. It is `nil` also if the look is refused, since the owner may have another name by now.
    func keyIfReadable(_ id: String, of user: String?) throws(APIError) -> AccessKey? {
        guard case .read(let keys) = try list(of: user, ids: [id]) else { return nil }
        return keys.first { $0.id.isSameKey(as: id) }
    }

    /// Whether a list that was read does not have a key: its owner's; or, where its owner is no user any more, everybody's.
    ///
    /// - Throws: why the owner's list can't be read, where that says nothing of the key.
    func isUnlisted(_ id: String, of user: String?) throws(APIError) -> Bool {
        let refusal: APIError
        switch try list(of: user, ids: [id]) {
        case .read(let keys): return !keys.contains { $0.id.isSameKey(as: id) }
        case .refused(let error): refusal = error
        }
        let sweep = try sweep(for: id, besides: user)
        guard sweep.found.isEmpty else { return false }
        guard sweep.isNoUser(user) else { throw refusal }
        return true
    }

    /// What an owner's list has, or why it was not read, which says nothing of any key: the owner may have another name.
    enum OwnersList {
        case read([AccessKey])
        case refused(APIError)
    }

    func list(of user: String?, ids: [String] = []) throws(APIError) -> OwnersList {
        do { return .read(try client.readAccessKeys(user: user, ids: ids)) } catch {
            guard error.mayMeanAnotherOwner else { throw error }
            return .refused(error)
        }
    }

    /// The keys of the caller and of all users, where an owner is none of them any more; `nil` if one still is. A user
    /// who can't be read may have any.
    func everybodysKeys(where owner: String?) throws(APIError) -> [OwnedKey]? {
        guard client.mayListUsers else { return nil }
        let users = try client.readUsers().map(\.name)
        guard let owner, !users.contains(owner) else { return nil }
        var keys: [OwnedKey] = []
        for user in [nil] + users {
            context.pause(OutscaleClient.pauseInSeries)
            keys += try client.readAccessKeys(user: user).map { OwnedKey(owner: user, key: $0) }
        }
        return keys
    }

    /// One key by its id, for any owner; `nil` also if nobody could look.
    func keyAnywhere(_ id: String, besides user: String?) throws(APIError) -> OwnedKey? {
        try sweep(for: id, besides: user).found.first
    }

    /// The same, and whether it is certain that no list has it.
    func sweep(for id: String, besides user: String?) throws(APIError) -> Sweep {
        try sweep(besides: user) { owner throws(APIError) in
            try client.readAccessKeys(user: owner, ids: [id]).filter { $0.id.isSameKey(as: id) }
        }
    }

    /// An owner's keys with exactly that Tag. If the user is gone, all users' keys with it.
    func keys(tagged tag: String, of user: String?) throws(APIError) -> [OwnedKey] {
        do {
            return try client.readAccessKeys(user: user, tag: tag)
                .filter { $0.tag == tag }.map { OwnedKey(owner: user, key: $0) }
        } catch {
            guard error.mayMeanAnotherOwner else { throw error }
        }
        return try sweep(besides: user) { owner throws(APIError) in
            try client.listedKeys(of: owner, tag: tag).filter { $0.tag == tag }
        }.found
    }
}

extension KeySearch {
    /// The keys with exactly that Tag of all users but one; none also where the caller may not list the users.
    ///
    /// - Throws: why a user's list can't be read, if no other has one.
    func keysElsewhere(tagged tag: String, besides user: String?) throws(APIError) -> [OwnedKey] {
        let sweep = try sweep(besides: user) { owner throws(APIError) in
            try client.listedKeys(of: owner, tag: tag).filter { $0.tag == tag }
        }
        if sweep.found.isEmpty, let failure = sweep.failure { throw failure }
        return sweep.found
    }
}

// MARK: - All users

extension KeySearch {
    /// What the lists of all users but one show.
    struct Sweep {
        var found: [OwnedKey] = []
        /// Whether the users could be listed, and the keys of each be read.
        var isComplete = true
        /// The owners whom the list of users named, the caller among them. Another list may be older or newer.
        var owners: [String?] = []
        /// Why a user's keys could not be read; `nil` also if the users could not be listed.
        var failure: APIError?

        func isNoUser(_ owner: String?) -> Bool { isComplete && !owners.contains(owner) }
    }

    /// Ends with the first user who has what is looked for. One who can't be read is no reason not to look at the
    /// others.
    private func sweep(
        besides user: String?, _ look: (String?) throws(APIError) -> [AccessKey]
    ) throws(APIError) -> Sweep {
        guard let owners = try owners() else { return Sweep(isComplete: false) }
        var sweep = Sweep(owners: owners)
        for owner in owners where owner != user {
            context.pause(OutscaleClient.pauseInSeries)
            do {
                sweep.found = try look(owner).map { OwnedKey(owner: owner, key: $0) }
            } catch {
                guard error.mayMeanAnotherOwner else { throw error }
                sweep.isComplete = false
                sweep.failure = error
            }
            if !sweep.found.isEmpty { return sweep }
        }
        return sweep
    }

    /// The caller and all users; `nil` if the caller may not list them.
    private func owners() throws(APIError) -> [String?]? {
        guard client.mayListUsers else { return nil }
        do { return [nil] + (try client.readUsers().map(\.name)) } catch {
            guard error.mayMeanAnotherOwner || error.isForbidden else { throw error }
            return nil
        }
    }
}

extension APIError {
    /// Whether a look was refused for a reason other than the caller: the user may be renamed or gone.
    var mayMeanAnotherOwner: Bool {
        switch self {
        case .refused: !refusesCaller
        case .intermediary(let answer): ![401, 407, 408, 429].contains(answer.status)
        default: false
        }
    }

    /// Whether the caller is known, and has no right to the call.
    var isForbidden: Bool {
        if case .refused(let refusal) = self { refusal.meansNotAllowed } else { false }
    }
}

extension OutscaleClient {
    /// Whether OUTSCALE takes ReadUsers from such a caller at all: a login is good for the calls on access keys and on the API
    /// access policy only.
    var mayListUsers: Bool { caller == .key }

    /// The keys that OUTSCALE lists for an owner; none where it knows no such user, which proves nothing of them.
    func listedKeys(
        of user: String?, tag: String? = nil, ids: [String] = []
    ) throws(APIError) -> [AccessKey] {
        do { return try readAccessKeys(user: user, tag: tag, ids: ids) } catch {
            guard case .refused(let refusal) = error, refusal.meansNoSuchUser else { throw error }
            return []
        }
    }
}

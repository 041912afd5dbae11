extension SimulatedCloud {
    func keys(of owner: Owner?) -> [AccessKey] {
        keys.filter { $0.owner == owner && !$0.isDeleted }
    }

    /// How many of an owner's keys count towards the quota.
    func counted(of owner: Owner?) -> Int {
        keys(of: owner).count { model.quotaCounts == .all || !$0.isExpired(at: now) }
    }

    /// The key's place, if it is there and belongs to that owner.
    func place(of id: String, owner: Owner?) -> Int? {
        keys.firstIndex { $0.id == id && $0.owner == owner && !$0.isDeleted }
    }

    func key(_ id: String) -> AccessKey? { keys.first { $0.id == id && !$0.isDeleted } }

    /// The keys as a way to read them shows them now: as they were so many seconds ago.
    func keys(of owner: Owner?, behind lag: Int) -> [AccessKey] {
        let seen = lag == 0 ? keys : history.moment(at: now - lag)?.keys ?? []
        return seen.filter { key in
            let isHidden = model.expiredKeys == .notListed && key.isExpired(at: now)
            return key.owner == owner && !key.isDeleted && !isHidden
        }
    }

    mutating func addKey(owner: Owner?, expires: Instant? = nil, tag: String? = nil) -> AccessKey {
        let now = now
        let key = AccessKey(
            id: source.name(20), secret: source.name(40), owner: owner,
            created: now, modified: now, expires: expires, tag: tag,
            usableFrom: model.activationDelay > 0 ? now + model.activationDelay : nil)
        keys.append(key)
        return key
    }
}

/// The key as signatures are judged by.
extension SimulatedCloud {
    /// Whether the key that signs is there, works, and is usable yet.
    enum Standing {
        case good, tooNew, bad
        /// It is there, but INACTIVE or expired.
        case dead
    }

    /// A change reaches signatures later than the rest, a new key is there at once.
    func signingKey(_ id: String) -> AccessKey? {
        let past = model.stateDelay == 0 ? nil : history.moment(at: now - model.stateDelay)
        return past?.keys.first { $0.id == id } ?? keys.last { $0.id == id }
    }

    func standing(of key: AccessKey?) -> Standing {
        guard let key, !key.isDeleted else { return .bad }
        guard key.works(at: now) else { return .dead }
        return key.isUsable(at: now) ? .good : .tooNew
    }

    func signs(_ id: String) -> Bool { standing(of: signingKey(id)) == .good }
}

extension Action {
    func createAccessKey(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let owner = try owner(in: cloud)
        let expires = try expirationDate(in: cloud)
        try checkCeiling(expires, in: cloud)
        let quota = cloud.model.quota
        guard quota == 0 || cloud.counted(of: owner) < quota else { throw .tooManyKeys }
        let tag = try namedTag(in: cloud.model)
        let key = cloud.addKey(owner: owner, expires: expires, tag: tag)
        return ["AccessKey": key.json(in: cloud.model, at: cloud.now, withSecret: true)]
    }

    func updateAccessKey(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let id = parameters["AccessKeyId"]?.string ?? ""
        guard let found = cloud.key(id), isWithinReach(found, in: cloud) else {
            throw .unknownKeyID
        }
        let place = try changeablePlace(of: id, in: cloud)
        var key = cloud.keys[place]
        let silence = cloud.model.updateLeavingOut
        if let state = parameters["State"]?.string {
            guard let state = AccessKey.State(rawValue: state) else {
                throw .invalidValue("State", "it is ACTIVE or INACTIVE")
            }
            key.state = state
        } else if silence.state == .activates {
            key.state = .active
        }
        key.expires = try newExpirationDate(of: key, in: cloud)
        key.tag = try newTag(of: key, in: cloud.model)
        key.modified = cloud.now
        cloud.keys[place] = key
        return ["AccessKey": key.json(in: cloud.model, at: cloud.now)]
    }

    func deleteAccessKey(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let id = parameters["AccessKeyId"]?.string ?? ""
        guard let found = cloud.key(id), isWithinReach(found, in: cloud) else { throw .noSuchKey }
        let place = try changeablePlace(of: id, in: cloud)
        if cloud.keys[place].owner != nil, cloud.keys[place].state == .active {
            throw .keyStillActive
        }
        let now = cloud.now
        cloud.keys[place].deleted = now
        cloud.keys[place].modified = now
        return [:]
    }
}

/// Which key a change is about.
extension Action {
    private func changeablePlace(of id: String, in cloud: SimulatedCloud) throws(APIError) -> Int {
        guard let place = cloud.place(of: id, owner: try owner(in: cloud)) else {
            throw .noSuchKey
        }
        if cloud.model.expiredKeyChanges == .refused, cloud.keys[place].isExpired(at: cloud.now) {
            throw .keyExpired
        }
        return place
    }

    /// Whether a change finds the key: a new one or an expired one may be out of reach.
    private func isWithinReach(_ key: AccessKey, in cloud: SimulatedCloud) -> Bool {
        let isLost =
            cloud.model.expiredKeyChanges == .unknown && key.isExpired(at: cloud.now)
        return !isLost && cloud.now >= key.created + cloud.model.writeLag
    }
}

/// What the call says of the tag and of the expiry.
extension Action {
    private func namedTag(in model: CloudModel) throws(APIError) -> String? {
        guard let tag = parameters["Tag"]?.string, model.tagLimit > 0, tag.count > model.tagLimit
        else { return parameters["Tag"]?.string }
        guard model.longTags == .cut else {
            throw .invalidValue("Tag", "it has \(model.tagLimit) characters at most")
        }
        return String(tag.prefix(model.tagLimit))
    }

    /// ClearTag wins over a tag.
    private func newTag(of key: AccessKey, in model: CloudModel) throws(APIError) -> String? {
        if parameters["ClearTag"]?.bool == true { return nil }
        let isKept = model.updateLeavingOut.tag == .keeps
        return try namedTag(in: model) ?? (isKept ? key.tag : nil)
    }

    /// ClearExpirationDate wins over a date.
    private func newExpirationDate(of key: AccessKey, in cloud: SimulatedCloud) throws(APIError)
        -> Instant?
    {
        let isCleared = parameters["ClearExpirationDate"]?.bool == true
        if !isCleared, parameters["ExpirationDate"] == nil, keepsExpiry(in: cloud.model) {
            return key.expires
        }
        let expires = isCleared ? nil : try expirationDate(in: cloud, keeping: key.expires)
        try checkCeiling(expires, in: cloud, keeping: key.expires)
        return expires
    }

    /// Whether a call without an ExpirationDate leaves it alone. That a State does not is the trap
    /// in OUTSCALE's own text.
    private func keepsExpiry(in model: CloudModel) -> Bool {
        switch model.updateLeavingOut.expiry {
        case .keeps: true
        case .clearsWithState: parameters["State"] == nil
        case .clears: false
        }
    }

    /// - Parameter current: the date that the key has; resending it is fine when it is past.
    private func expirationDate(in cloud: SimulatedCloud, keeping current: Instant? = nil)
        throws(APIError) -> Instant?
    {
        guard let text = parameters["ExpirationDate"]?.string else { return nil }
        guard let instant = DateReading.instant(text) else {
            throw .invalidDate("ExpirationDate", "it is no date")
        }
        let isFine = instant > cloud.now || instant == current || cloud.model.pastExpiry == .taken
        guard isFine else { throw .invalidDate("ExpirationDate", "it is in the past") }
        return instant
    }

    private func checkCeiling(
        _ expires: Instant?, in cloud: SimulatedCloud, keeping current: Instant? = nil
    ) throws(APIError) {
        let ceiling = cloud.policy.maxAccessKeyExpirationSeconds
        if ceiling == 0 || (expires != nil && expires == current) { return }
        guard let expires, expires - cloud.now <= ceiling else {
            throw .policyConflict("The access key must expire in \(ceiling) second(s) at most.")
        }
    }
}

extension Action {
    func createAccessKey(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let owner = try owner(in: cloud)
        let expires = try expirationDate(in: cloud)
        try checkCeiling(expires, in: cloud)
        guard cloud.quota == 0 || cloud.keys(of: owner).count < cloud.quota else {
            throw .tooManyKeys
        }
        let key = cloud.addKey(owner: owner, expires: expires, tag: parameters["Tag"]?.string)
        return ["AccessKey": key.json(cloud.dateStyle, withSecret: true)]
    }

    /// `Tag` filters beside `Filters`, not in it. An unknown id or state finds nothing.
    func readAccessKeys(in cloud: SimulatedCloud) throws(APIError) -> JSON {
        let ids = parameters["Filters"]?["AccessKeyIds"]?.strings
        let states = parameters["Filters"]?["States"]?.strings
        let tag = parameters["Tag"]?.string
        let found = cloud.keys(of: try owner(in: cloud)).filter { key in
            ids?.contains(key.id) ?? true && states?.contains(key.state.rawValue) ?? true
                && (tag == nil || key.tag == tag)
        }
        return ["AccessKeys": .array(found.map { $0.json(cloud.dateStyle) })]
    }

    func updateAccessKey(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let id = parameters["AccessKeyId"]?.string ?? ""
        guard cloud.key(id) != nil else { throw .unknownKeyID }
        guard let place = cloud.place(of: id, owner: try owner(in: cloud)) else { throw .noSuchKey }
        var key = cloud.keys[place]
        if let state = parameters["State"]?.string {
            guard let state = AccessKey.State(rawValue: state) else {
                throw .invalidValue("State", "it is ACTIVE or INACTIVE")
            }
            key.state = state
        }
        key.expires = try newExpirationDate(of: key, in: cloud)
        if let tag = parameters["Tag"]?.string { key.tag = tag }
        if parameters["ClearTag"]?.bool == true { key.tag = nil }
        key.modified = cloud.now
        cloud.keys[place] = key
        return ["AccessKey": key.json(cloud.dateStyle)]
    }

    func deleteAccessKey(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let id = parameters["AccessKeyId"]?.string ?? ""
        guard let place = cloud.place(of: id, owner: try owner(in: cloud)) else { throw .noSuchKey }
        if cloud.keys[place].owner != nil, cloud.keys[place].state == .active {
            throw .keyStillActive
        }
        cloud.keys[place].isDeleted = true
        cloud.keys[place].modified = cloud.now
        return [:]
    }
}

/// What the call says of the expiry.
extension Action {
    /// A State without an ExpirationDate means "never expires": the trap in OUTSCALE's own text.
    /// ClearExpirationDate wins over a date.
    private func newExpirationDate(of key: AccessKey, in cloud: SimulatedCloud) throws(APIError)
        -> Instant?
    {
        let isCleared = parameters["ClearExpirationDate"]?.bool == true
        let isSilent = parameters["ExpirationDate"] == nil
        if isSilent, !isCleared, parameters["State"] == nil { return key.expires }
        let expires = isCleared ? nil : try expirationDate(in: cloud, keeping: key.expires)
        try checkCeiling(expires, in: cloud, keeping: key.expires)
        return expires
    }

    /// - Parameter current: the date that the key has; resending it is fine when it is past.
    private func expirationDate(in cloud: SimulatedCloud, keeping current: Instant? = nil)
        throws(APIError)
        -> Instant?
    {
        guard let text = parameters["ExpirationDate"]?.string else { return nil }
        guard let instant = DateReading.instant(text) else {
            throw .invalidDate("ExpirationDate", "it is no date")
        }
        guard instant > cloud.now || instant == current else {
            throw .invalidDate("ExpirationDate", "it is in the past")
        }
        return instant
    }

    private func checkCeiling(
        _ expires: Instant?, in cloud: SimulatedCloud, keeping current: Instant? = nil
    )
        throws(APIError)
    {
        let ceiling = cloud.policy.maxAccessKeyExpirationSeconds
        if ceiling == 0 || (expires != nil && expires == current) { return }
        guard let expires, expires - cloud.now <= ceiling else {
            throw .policyConflict("The access key must expire in \(ceiling) second(s) at most.")
        }
    }
}

extension Action {
    func createAccessKey(in world: inout World) throws(APIError) -> JSON {
        let owner = try owner(in: world)
        let expires = try expirationDate(in: world)
        try checkCeiling(expires, in: world)
        guard world.quota == 0 || world.keys(of: owner).count < world.quota else {
            throw .tooManyKeys
        }
        let key = world.addKey(owner: owner, expires: expires, tag: parameters["Tag"]?.string)
        return ["AccessKey": key.json(world.dateStyle, withSecret: true)]
    }

    /// `Tag` filters beside `Filters`, not in it. An unknown id or state finds nothing.
    func readAccessKeys(in world: World) throws(APIError) -> JSON {
        let ids = parameters["Filters"]?["AccessKeyIds"]?.strings
        let states = parameters["Filters"]?["States"]?.strings
        let tag = parameters["Tag"]?.string
        let found = world.keys(of: try owner(in: world)).filter { key in
            ids?.contains(key.id) ?? true && states?.contains(key.state.rawValue) ?? true
                && (tag == nil || key.tag == tag)
        }
        return ["AccessKeys": .array(found.map { $0.json(world.dateStyle) })]
    }

    func updateAccessKey(in world: inout World) throws(APIError) -> JSON {
        let id = parameters["AccessKeyId"]?.string ?? ""
        guard world.key(id) != nil else { throw .unknownKeyID }
        guard let place = world.place(of: id, owner: try owner(in: world)) else { throw .noSuchKey }
        var key = world.keys[place]
        if let state = parameters["State"]?.string {
            guard let state = AccessKey.State(rawValue: state) else {
                throw .invalidValue("State", "it is ACTIVE or INACTIVE")
            }
            key.state = state
        }
        key.expires = try newExpirationDate(of: key, in: world)
        if let tag = parameters["Tag"]?.string { key.tag = tag }
        if parameters["ClearTag"]?.bool == true { key.tag = nil }
        key.modified = world.now
        world.keys[place] = key
        return ["AccessKey": key.json(world.dateStyle)]
    }

    func deleteAccessKey(in world: inout World) throws(APIError) -> JSON {
        let id = parameters["AccessKeyId"]?.string ?? ""
        guard let place = world.place(of: id, owner: try owner(in: world)) else { throw .noSuchKey }
        if world.keys[place].owner != nil, world.keys[place].state == .active {
            throw .keyStillActive
        }
        world.keys[place].isDeleted = true
        world.keys[place].modified = world.now
        return [:]
    }
}

/// What the call says of the expiry.
extension Action {
    /// A State without an ExpirationDate means "never expires": the trap in OUTSCALE's own text.
    /// ClearExpirationDate wins over a date.
    private func newExpirationDate(of key: AccessKey, in world: World) throws(APIError) -> Instant?
    {
        let isCleared = parameters["ClearExpirationDate"]?.bool == true
        let isSilent = parameters["ExpirationDate"] == nil
        if isSilent, !isCleared, parameters["State"] == nil { return key.expires }
        let expires = isCleared ? nil : try expirationDate(in: world, keeping: key.expires)
        try checkCeiling(expires, in: world, keeping: key.expires)
        return expires
    }

    /// - Parameter current: the date that the key has; resending it is fine when it is past.
    private func expirationDate(in world: World, keeping current: Instant? = nil) throws(APIError)
        -> Instant?
    {
        guard let text = parameters["ExpirationDate"]?.string else { return nil }
        guard let instant = DateReading.instant(text) else {
            throw .invalidDate("ExpirationDate", "it is no date")
        }
        guard instant > world.now || instant == current else {
            throw .invalidDate("ExpirationDate", "it is in the past")
        }
        return instant
    }

    private func checkCeiling(_ expires: Instant?, in world: World, keeping current: Instant? = nil)
        throws(APIError)
    {
        let ceiling = world.policy.maxAccessKeyExpirationSeconds
        if ceiling == 0 || (expires != nil && expires == current) { return }
        guard let expires, expires - world.now <= ceiling else {
            throw .policyConflict("The access key must expire in \(ceiling) second(s) at most.")
        }
    }
}

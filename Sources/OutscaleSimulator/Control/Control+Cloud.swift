/// Another administrator's doings with keys: no login, no quota, no policy.
extension Simulator.State {
    /// `{"do": "create" | "update" | "delete", "owner": …, "accessKeyId": …, "state": …,
    /// "expirationDate": … | null, "tag": … | null, "secretKey": …, "dateStyle": …, "count": n}`
    mutating func changeKeys(_ body: JSON) throws(Control.Failure) -> JSON {
        switch body["do"]?.string {
        case "create":
            guard let count = body["count"] else { return try createKey(body).report(in: cloud) }
            guard let count = count.integer, (0...100_000).contains(count) else {
                throw .field("count")
            }
            var keys: [JSON] = []
            for _ in 0..<count { keys.append(try createKey(body).report(in: cloud)) }
            return ["keys": .array(keys)]
        case "update", "delete":
            let id = body["accessKeyId"]?.string
            guard let place = cloud.keys.firstIndex(where: { $0.id == id }) else {
                throw .field("accessKeyId")
            }
            var key = cloud.keys[place]
            try Self.apply(body, to: &key)
            if body["do"] == "delete" { key.deleted = cloud.now }
            cloud.keys[place] = key
            return key.report(in: cloud)
        default: throw .field("do")
        }
    }

    private mutating func createKey(_ body: JSON) throws(Control.Failure) -> AccessKey {
        let owner = body["owner"]?.string.map { cloud.owner(named: $0) }
        var key = cloud.addKey(owner: owner)
        cloud.keys.removeLast()
        try Self.apply(body, to: &key)
        cloud.keys.append(key)
        return key
    }

    /// Sets what the body names; null takes a value away.
    private static func apply(_ body: JSON, to key: inout AccessKey) throws(Control.Failure) {
        if let id = body["accessKeyId"]?.string { key.id = id }
        if let secret = body["secretKey"]?.string { key.secret = secret }
        if let tag = body["tag"] { key.tag = tag.string }
        if let state = body["state"]?.string {
            guard let state = AccessKey.State(rawValue: state) else { throw .field("state") }
            key.state = state
        }
        if let style = body["dateStyle"]?.string {
            guard let style = DateStyle(rawValue: style) else { throw .field("dateStyle") }
            key.dateStyle = style
        }
        if let created = body["creationDate"] { key.created = try date(created, "creationDate") }
        switch body["expirationDate"] {
        case nil: break
        case .null: key.expires = nil
        case let value?: key.expires = try date(value, "expirationDate")
        }
    }

    private static func date(_ value: JSON, _ field: String) throws(Control.Failure) -> Instant {
        guard let instant = value.string.flatMap(DateReading.instant) else { throw .field(field) }
        return instant
    }
}

/// Another administrator's doings: no login, no quota, no policy.
extension Simulator.State {
    /// `{"do": "create" | "update" | "delete", "owner": …, "accessKeyId": …, "state": …,
    /// "expirationDate": … | null, "tag": … | null, "secretKey": …, "dateStyle": …}`
    mutating func changeKeys(_ body: JSON) throws(Control.Failure) -> JSON {
        let index: Int
        switch body["do"]?.string {
        case "create":
            _ = cloud.addKey(owner: body["owner"]?.string)
            index = cloud.keys.count - 1
        case "update", "delete":
            let id = body["accessKeyId"]?.string
            guard let found = cloud.keys.firstIndex(where: { $0.id == id }) else {
                throw .field("accessKeyId")
            }
            index = found
        default: throw .field("do")
        }
        if body["do"] == "delete" { cloud.keys[index].isDeleted = true }
        var key = cloud.keys[index]
        try Self.apply(body, to: &key)
        cloud.keys[index] = key
        return key.report(at: cloud.now)
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

    /// `{"do": "create" | "update" | "delete", "userName": …, "rights": "none" | "own" | "all"}`
    mutating func changeUsers(_ body: JSON) throws(Control.Failure) -> JSON {
        guard let name = body["userName"]?.string else { throw .field("userName") }
        let rights = body["rights"]?.string.map { User.Rights(rawValue: $0) } ?? .own
        guard let rights else { throw .field("rights") }
        switch body["do"]?.string {
        case "create" where cloud.user(name) == nil:
            return cloud.addUser(name, rights: rights).report
        case "update":
            guard let index = cloud.users.firstIndex(where: { $0.name == name }) else {
                throw .field("userName")
            }
            cloud.users[index].rights = rights
            return cloud.users[index].report
        case "delete":
            cloud.users.removeAll { $0.name == name }
            for index in cloud.keys.indices where cloud.keys[index].owner == name {
                cloud.keys[index].isDeleted = true
            }
            return [:]
        default: throw .field("do")
        }
    }
}

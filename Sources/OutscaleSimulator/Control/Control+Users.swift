/// Another administrator's doings with users.
extension Simulator.State {
    /// `{"do": "create" | "update" | "rename" | "delete" | "recreate", "userName": …,
    /// "rights": "none" | "own" | "all", "newName": …, "keys": "gone" | "remain", "count": n}`
    mutating func changeUsers(_ body: JSON) throws(Control.Failure) -> JSON {
        guard let name = body["userName"]?.string else { throw .field("userName") }
        let rights = try rights(body)
        switch body["do"]?.string {
        case "create": return try createUsers(name, rights ?? .own, count: body["count"])
        case "update":
            guard let place = cloud.users.firstIndex(where: { $0.name == name }) else {
                throw .field("userName")
            }
            cloud.users[place].rights = rights ?? .own
            return cloud.users[place].report
        case "rename": return try rename(try user(name), body["newName"]?.string)
        case "delete":
            if let user = cloud.user(name) { cloud.remove(user, keys: try fateOfKeys(body)) }
            return [:]
        case "recreate":
            let old = try user(name)
            cloud.remove(old, keys: try fateOfKeys(body))
            return cloud.addUser(name, rights: rights ?? old.rights, path: old.path).report
        default: throw .field("do")
        }
    }

    private func rights(_ body: JSON) throws(Control.Failure) -> User.Rights? {
        guard let word = body["rights"]?.string else { return nil }
        guard let rights = User.Rights(rawValue: word) else { throw .field("rights") }
        return rights
    }

    private func user(_ name: String) throws(Control.Failure) -> User {
        guard let user = cloud.user(name) else { throw .field("userName") }
        return user
    }

    /// With a count the users are called NAME1, NAME2 and so on.
    private mutating func createUsers(_ name: String, _ rights: User.Rights, count: JSON?)
        throws(Control.Failure) -> JSON
    {
        guard let count else { return try createUser(name, rights).report }
        guard let count = count.integer, (1...100_000).contains(count) else {
            throw .field("count")
        }
        var users: [JSON] = []
        for number in 1...count {
            users.append(try createUser(name + String(number), rights).report)
        }
        return ["users": .array(users)]
    }

    private mutating func createUser(_ name: String, _ rights: User.Rights)
        throws(Control.Failure) -> User
    {
        guard cloud.user(name) == nil else {
            throw .refused("There is a user \(name) already.")
        }
        return cloud.addUser(name, rights: rights)
    }

    private mutating func rename(_ user: User, _ name: String?) throws(Control.Failure) -> JSON {
        guard let name else { throw .field("newName") }
        guard cloud.user(name) == nil else {
            throw .refused("There is a user \(name) already.")
        }
        cloud.rename(user, to: name)
        return cloud.user(name)?.report ?? [:]
    }

    /// The model's answer, unless the body has its own.
    private func fateOfKeys(_ body: JSON) throws(Control.Failure)
        -> CloudModel.DeletedUsersKeys
    {
        guard let word = body["keys"] else { return cloud.model.deletedUsersKeys }
        guard let fate = word.string.flatMap(CloudModel.DeletedUsersKeys.init(rawValue:)) else {
            throw .field("keys")
        }
        return fate
    }
}

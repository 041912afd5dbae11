extension SimulatedCloud {
    func user(_ name: String) -> User? { users.first { $0.name == name } }

    /// The users as they were so many seconds ago.
    func users(behind lag: Int) -> [User] {
        lag == 0 ? users : history.moment(at: now - lag)?.users ?? []
    }

    /// The owner that a name stands for; a name that nobody has owns what no call can reach.
    func owner(named name: String) -> Owner { user(name)?.owner ?? Owner(name: name, id: "") }

    mutating func addUser(
        _ name: String, rights: User.Rights, path: String = "/", email: String? = nil
    ) -> User {
        let now = now
        let user = User(
            name: name, id: source.name(32), email: email, path: path,
            created: now, modified: now, rights: rights)
        users.append(user)
        return user
    }

    /// The user's id and keys stay.
    mutating func rename(_ user: User, to name: String) {
        for index in users.indices where users[index].id == user.id {
            users[index].name = name
            users[index].modified = now
        }
        for index in keys.indices where keys[index].owner == user.owner {
            keys[index].owner?.name = name
        }
    }

    mutating func remove(_ user: User, keys fate: CloudModel.DeletedUsersKeys) {
        users.removeAll { $0.id == user.id }
        guard fate == .gone else { return }
        let now = now
        for index in keys.indices where keys[index].owner == user.owner && !keys[index].isDeleted {
            keys[index].deleted = now
        }
    }
}

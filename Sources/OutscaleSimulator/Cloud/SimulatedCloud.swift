import Foundation

/// What OUTSCALE would remember of one account.
struct SimulatedCloud: Codable, Sendable {
    var source: RandomSource
    var account: Account
    var users: [User] = []
    var keys: [AccessKey] = []
    var policy = AccessPolicy()
    /// Keys an owner may have; 0 is no limit.
    var quota = 10
    /// Seconds by which this cloud's clock is ahead of the machine's.
    var clockOffset = 0
    var dateStyle = DateStyle.offset
    /// What a user made by CreateUser may do.
    var newUserRights = User.Rights.none

    struct Account: Codable, Sendable {
        var id: String
        var email = "root@example.com"
        var password = "correct-horse"
    }

    struct AccessPolicy: Codable, Sendable {
        /// 0 is no ceiling.
        var maxAccessKeyExpirationSeconds = 0
        var requireTrustedEnv = false

        var json: JSON {
            [
                "RequireTrustedEnv": .bool(requireTrustedEnv),
                "MaxAccessKeyExpirationSeconds": JSON(maxAccessKeyExpirationSeconds),
            ]
        }
    }

    init(source: RandomSource) {
        var source = source
        self.account = Account(id: source.digits(12))
        self.source = source
    }

    var now: Instant { Int(Date().timeIntervalSince1970.rounded(.down)) + clockOffset }

    func user(_ name: String) -> User? { users.first { $0.name == name } }

    func keys(of owner: String?) -> [AccessKey] {
        keys.filter { $0.owner == owner && !$0.isDeleted }
    }

    /// The key's place, if it is there and belongs to that owner.
    func place(of id: String, owner: String?) -> Int? {
        keys.firstIndex { $0.id == id && $0.owner == owner && !$0.isDeleted }
    }

    func key(_ id: String) -> AccessKey? { keys.first { $0.id == id && !$0.isDeleted } }
}

extension SimulatedCloud {
    mutating func addUser(
        _ name: String, rights: User.Rights, path: String = "/", email: String? = nil
    ) -> User {
        let user = User(
            name: name, id: source.name(32), email: email, path: path,
            created: now, modified: now, rights: rights)
        users.append(user)
        return user
    }

    mutating func addKey(owner: String?, expires: Instant? = nil, tag: String? = nil) -> AccessKey {
        let key = AccessKey(
            id: source.name(20), secret: source.name(40), owner: owner,
            created: now, modified: now, expires: expires, tag: tag)
        keys.append(key)
        return key
    }
}

import FoundationEssentials

/// The answer of ReadAccounts; its personal data is not decoded.
struct AccountsAnswer: Decodable {
    var accounts: GivenElements<Entry>

    struct Entry: Decodable {
        var id: String?
        enum CodingKeys: String, CodingKey { case id = "AccountId" }
    }

    enum CodingKeys: String, CodingKey { case accounts = "Accounts" }
}

/// The answer of ReadApiAccessPolicy.
struct AccessPolicyAnswer: Decodable {
    var policy: Entry?

    struct Entry: Decodable {
        var maximumLifetime: Int64?
        var requiresTrustedEnvironment: Bool?

        enum CodingKeys: String, CodingKey {
            case maximumLifetime = "MaxAccessKeyExpirationSeconds"
            case requiresTrustedEnvironment = "RequireTrustedEnv"
        }
    }

    enum CodingKeys: String, CodingKey { case policy = "ApiAccessPolicy" }
}

/// The answer of ReadQuotas.
struct QuotasAnswer: Decodable {
    var quotaTypes: GivenElements<Group>?

    struct Group: Decodable {
        var quotas: GivenElements<Entry>?
        enum CodingKeys: String, CodingKey { case quotas = "Quotas" }
    }

    struct Entry: Decodable {
        var name: String?
        var maximum: Int64?
        var used: Int64?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case maximum = "MaxValue"
            case used = "UsedValue"
        }
    }

    enum CodingKeys: String, CodingKey { case quotaTypes = "QuotaTypes" }

    var quotas: [Entry] {
        quotaTypes?.elements.flatMap { $0.quotas?.elements ?? [] } ?? []
    }
}

/// A user on the wire.
struct UserMessage: Decodable {
    var id: String?
    var name: String
    var path: String?
    var creationDate: String?

    enum CodingKeys: String, CodingKey {
        case id = "UserId"
        case name = "UserName"
        case path = "Path"
        case creationDate = "CreationDate"
    }

    var user: EIMUser {
        EIMUser(
            id: id ?? name, name: name, path: path ?? "/",
            createdAt: creationDate.flatMap(OutscaleDate.parse))
    }
}

/// The answer of CreateUser.
struct UserAnswer: Decodable {
    var user: UserMessage

    enum CodingKeys: String, CodingKey { case user = "User" }
}

/// The answer of ReadUsers, one page.
struct UsersAnswer: Decodable {
    var users: GivenElements<UserMessage>
    var hasMoreItems: Bool?
    var responseContext: ResponseContext?

    enum CodingKeys: String, CodingKey {
        case users = "Users"
        case hasMoreItems = "HasMoreItems"
        case responseContext = "ResponseContext"
    }
}

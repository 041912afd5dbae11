extension OutscaleClient {
    /// So many users a page: even with the longest names and paths they fit ``ResponseBody/capacity``.
    static let usersPerPage = 40

    /// So many pages at most: an account has far fewer users, and a server that never ends is not asked for ever.
    static let mostUserPages = 100
    /// Seconds between two pages: OUTSCALE's users share its rate limit.
    static let pauseBetweenPages = 0.2

    /// Lists the account's EIM users, page after page.
    package func readUsers() throws(APIError) -> [EIMUser] {
        var users: [EIMUser] = []
        var known: Set<String> = []
        for number in 0..<Self.mostUserPages {
            if number > 0 { pause(Self.pauseBetweenPages) }
            // It is not documented whether items count from 0 or 1: a user seen twice is dropped.
            let first: JSONText? = users.isEmpty ? nil : .integer(users.count)
            let page = try answer(
                to: .readUsers,
                ["FirstItem": first, "ResultsPerPage": .integer(Self.usersPerPage)]
            ).decode(UsersAnswer.self)
            let fresh = page.users.map(\.user).filter { known.insert($0.id).inserted }
            users += fresh
            guard page.hasMoreItems == true, !fresh.isEmpty else { return users }
        }
        return users
    }

    /// Creates an EIM user. Sent once.
    package func createUser(name: String) throws(APIError) -> EIMUser {
        try answer(to: .createUser, ["UserName": .string(name)]).decode(UserAnswer.self).user.user
    }

    /// The account of the caller, and those it may see.
    package func readAccounts() throws(APIError) -> [Account] {
        try answer(to: .readAccounts).decode(AccountsAnswer.self).accounts
            .map { Account(id: $0.id) }
    }

    /// The account's rules for access keys.
    package func readAccessPolicy() throws(APIError) -> AccessPolicy {
        let policy = try answer(to: .readApiAccessPolicy).decode(AccessPolicyAnswer.self).policy
        let ceiling = policy.maximumLifetime.flatMap { $0 > 0 ? $0 : nil }
        return AccessPolicy(
            maximumLifetime: ceiling,
            requiresTrustedEnvironment: policy.requiresTrustedEnvironment ?? false)
    }

    /// One of the account's quotas by its name, `nil` where OUTSCALE has none of that name.
    package func readQuota(_ name: String) throws(APIError) -> Quota? {
        let filters: JSONText = .object(["QuotaNames": .array([.string(name)])])
        let answer = try answer(to: .readQuotas, ["Filters": filters]).decode(QuotasAnswer.self)
        return answer.quotaTypes.flatMap(\.quotas).first { $0.name == name }
            .map { Quota(maximum: $0.maximum, used: $0.used ?? 0) }
    }
}

extension OutscaleClient {
    /// So many users a page: OUTSCALE's own measure.
    static let usersPerPage = 100
    /// A limit, so that a server which never comes to an end is not asked for ever.
    static let mostUserPages = 1_000
    /// Counted from 1, a page of one user repeats the one before.
    private static let mostRepeats = 2
    /// Seconds between two calls of a series: an account's users share its rate limit, so at most five requests a
    /// second go out.
    package static let pauseInSeries = 0.2

    /// Lists the account's EIM users, page after page, all of them or none.
    package func readUsers() throws(APIError) -> [EIMUser] {
        var users: [EIMUser] = []
        var known: Set<String> = []
        // How many pages in a row had no new user, and said that there are more.
        var repeats = 0
        for number in 0..<Self.mostUserPages {
            if number > 0 { pause(Self.pauseInSeries) }
            // It is not documented whether items count from 0 or 1: a user seen twice is dropped.
            let first: JSONText? = users.isEmpty ? nil : .integer(users.count + repeats)
            let page = try answer(
                to: .readUsers,
                ["FirstItem": first, "ResultsPerPage": .integer(Self.usersPerPage)]
            ).decode(UsersAnswer.self)
            try page.responseContext.requireID(ofEmpty: page.users.elements.isEmpty)
            let fresh = page.users.elements.map(\.user).filter { known.insert($0.id).inserted }
            users += fresh
            guard page.hasMoreItems == true else { return users }
            repeats = fresh.isEmpty ? repeats + 1 : 0
            guard repeats <= Self.mostRepeats else { break }
        }
        throw .unexpected("HasMoreItems")
    }

    /// Creates an EIM user. Sent once.
    package func createUser(name: String) throws(APIError) -> EIMUser {
        try answer(to: .createUser, ["UserName": .string(name)]).decode(UserAnswer.self).user.user
    }

    /// The account of the caller, and those it may see.
    package func readAccounts() throws(APIError) -> [Account] {
        try answer(to: .readAccounts).decode(AccountsAnswer.self).accounts.elements
            .compactMap { $0.id.map(Account.init) }
    }

    /// The account's rules for access keys.
    package func readAccessPolicy() throws(APIError) -> AccessPolicy {
        let policy = try answer(to: .readApiAccessPolicy).decode(AccessPolicyAnswer.self).policy
        let ceiling = policy?.maximumLifetime.flatMap { $0 > 0 ? $0 : nil }
        return AccessPolicy(
            maximumLifetime: ceiling,
            requiresTrustedEnvironment: policy?.requiresTrustedEnvironment ?? false)
    }

    /// One of the account's quotas by its name, `nil` if OUTSCALE has none of that name.
    package func readQuota(_ name: String) throws(APIError) -> Quota? {
        let filters: JSONText = .object(["QuotaNames": .array([.string(name)])])
        let answer = try answer(to: .readQuotas, ["Filters": filters]).decode(QuotasAnswer.self)
        guard let quota = answer.quotas.first(where: { $0.name == name }),
            let maximum = quota.maximum
        else { return nil }
        return Quota(maximum: maximum, used: quota.used ?? 0)
    }
}

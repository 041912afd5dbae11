/// Lets a request in: who is it?
struct Gate: Sendable {
    var lockout = Lockout()

    /// What was shown and who it is.
    struct Pass: Sendable {
        var principal: Principal
        /// The access key or the login.
        var credential: String
    }

    /// - Parameter takesLogin: whether the call accepts a login and password at all.
    mutating func admit(_ request: WireRequest, takesLogin: Bool, cloud: SimulatedCloud)
        throws(APIError)
        -> Pass
    {
        guard let header = request.header("authorization") else { throw .accessDenied }
        if header.hasPrefix("Basic ") {
            guard takesLogin else { throw .loginNotAllowed }
            guard let login = BasicLogin(header: header) else { throw .accessDenied }
            return try settle(login.login, .root, now: cloud.now) { login.matches(cloud.account) }
        }
        guard let authorization = Authorization(header: header) else {
            throw Self.isSigned(header) ? .accessDenied : .unknownAuthorization
        }
        let key = cloud.key(authorization.accessKeyID)
        let principal = key?.owner.map(Principal.user) ?? .root
        let check = SignatureCheck(request: request, authorization: authorization, now: cloud.now)
        return try settle(authorization.accessKeyID, principal, now: cloud.now) {
            guard let key, key.works(at: cloud.now) else { return false }
            return (try? check.verify(secret: key.secret)) != nil
        }
    }

    private mutating func settle(
        _ credential: String, _ principal: Principal, now: Instant, _ isGenuine: () -> Bool
    ) throws(APIError) -> Pass {
        try lockout.check(credential, now: now)
        guard isGenuine() else {
            lockout.noteFailure(credential, now: now)
            throw .accessDenied
        }
        lockout.noteSuccess(credential)
        return Pass(principal: principal, credential: credential)
    }

    private static func isSigned(_ header: String) -> Bool {
        Authorization.Provider.allCases.contains { header.hasPrefix($0.algorithm) }
    }
}

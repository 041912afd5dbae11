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
            return try settle(Pass(principal: .root, credential: login.login), in: cloud) {
                login.matches(cloud.account) ? .good : .bad
            }
        }
        guard let authorization = Authorization(header: header) else {
            throw Self.isSigned(header) ? .accessDenied : .unknownAuthorization
        }
        let key = cloud.signingKey(authorization.accessKeyID)
        let owner = cloud.keys.last { $0.id == authorization.accessKeyID }?.owner
        let check = SignatureCheck(request: request, authorization: authorization, now: cloud.now)
        return try settle(
            Pass(principal: Principal(owner), credential: authorization.accessKeyID), in: cloud
        ) {
            guard let key, (try? check.verify(secret: key.secret)) != nil else { return .bad }
            return cloud.standing(of: key)
        }
    }

    /// - Parameter standing: asked only while the credential is not locked.
    private mutating func settle(
        _ pass: Pass, in cloud: SimulatedCloud, standing: () -> SimulatedCloud.Standing
    ) throws(APIError) -> Pass {
        let model = cloud.model
        try lockout.check(pass.credential, now: cloud.now)
        switch standing() {
        case .good:
            lockout.noteSuccess(pass.credential)
            return pass
        case .tooNew where model.activationFailures == .uncounted: throw .accessDenied
        case .dead where model.deadKeys == .code5: throw .notAuthorized
        case .tooNew, .dead, .bad:
            if model.lockout == .on { lockout.noteFailure(pass.credential, now: cloud.now) }
            throw .accessDenied
        }
    }

    private static func isSigned(_ header: String) -> Bool {
        Authorization.Provider.allCases.contains { header.hasPrefix($0.algorithm) }
    }
}

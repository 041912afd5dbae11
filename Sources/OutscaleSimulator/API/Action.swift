/// One permitted, well-formed call on its way into the cloud.
struct Action: Sendable {
    var call: Call
    var caller: Principal
    var parameters: JSON

    /// Checks what the caller may do, then does it. `DryRun` ends after the check.
    /// - Returns: the fields of the answer.
    func perform(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        try permit(in: cloud)
        if isDryRun { return [:] }
        switch call {
        case .createAccessKey: return try createAccessKey(in: &cloud)
        case .readAccessKeys: return try readAccessKeys(in: &cloud)
        case .updateAccessKey: return try updateAccessKey(in: &cloud)
        case .deleteAccessKey: return try deleteAccessKey(in: &cloud)
        case .createUser: return try createUser(in: &cloud)
        case .readUsers: return try readUsers(in: &cloud)
        case .deleteUser: return try deleteUser(in: &cloud)
        case .readAccounts: return readAccounts(in: cloud)
        case .readApiAccessPolicy: return ["ApiAccessPolicy": cloud.policy.json]
        case .updateApiAccessPolicy: return try updateApiAccessPolicy(in: &cloud)
        case .readQuotas: return readQuotas(in: cloud)
        }
    }

    var isDryRun: Bool { parameters["DryRun"]?.bool == true }

    /// Without a trusted session, which this simulator does not know, RequireTrustedEnv shuts
    /// everybody out. An EIM user may do what its rights say.
    private func permit(in cloud: SimulatedCloud) throws(APIError) {
        if cloud.policy.requireTrustedEnv { throw .unauthorized }
        guard let caller = caller.owner else { return }
        let user = cloud.users.first { $0.owner == caller }
        switch user?.rights {
        case .all: return
        case .own where call.isOnOwnKeys:
            if let owner = parameters["UserName"]?.string, owner != user?.name {
                throw .unauthorized
            }
        default: throw .unauthorized
        }
    }

    /// Whose keys the call is about: `UserName`, else the caller's own.
    func owner(in cloud: SimulatedCloud) throws(APIError) -> Owner? {
        guard let name = parameters["UserName"]?.string else { return caller.owner }
        guard let user = cloud.user(name) else { throw .noSuchUser }
        return user.owner
    }
}

/// One permitted, well-formed call on its way into the world.
struct Action: Sendable {
    var call: Call
    var caller: Principal
    var parameters: JSON

    /// Checks what the caller may do, then does it. `DryRun` ends after the check.
    /// - Returns: the fields of the answer.
    func perform(in world: inout World) throws(APIError) -> JSON {
        try permit(in: world)
        if isDryRun { return [:] }
        switch call {
        case .createAccessKey: return try createAccessKey(in: &world)
        case .readAccessKeys: return try readAccessKeys(in: world)
        case .updateAccessKey: return try updateAccessKey(in: &world)
        case .deleteAccessKey: return try deleteAccessKey(in: &world)
        case .createUser: return try createUser(in: &world)
        case .readUsers: return try readUsers(in: world)
        case .deleteUser: return try deleteUser(in: &world)
        case .readAccounts: return readAccounts(in: world)
        case .readApiAccessPolicy: return ["ApiAccessPolicy": world.policy.json]
        case .updateApiAccessPolicy: return try updateApiAccessPolicy(in: &world)
        case .readQuotas: return readQuotas(in: world)
        }
    }

    var isDryRun: Bool { parameters["DryRun"]?.bool == true }

    /// Without a trusted session, which this simulator does not know, RequireTrustedEnv shuts
    /// everybody out. An EIM user may do what its rights say.
    private func permit(in world: World) throws(APIError) {
        if world.policy.requireTrustedEnv { throw .unauthorized }
        guard let name = caller.userName else { return }
        switch world.user(name)?.rights {
        case .all: return
        case .own where call.isOnOwnKeys:
            if let owner = parameters["UserName"]?.string, owner != name { throw .unauthorized }
        default: throw .unauthorized
        }
    }

    /// Whose keys the call is about: `UserName`, else the caller's own.
    func owner(in world: World) throws(APIError) -> String? {
        guard let name = parameters["UserName"]?.string else { return caller.userName }
        guard world.user(name) != nil else { throw .noSuchUser }
        return name
    }
}

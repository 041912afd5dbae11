extension Simulator.State {
    /// Everything, secrets too, so that a test can compare.
    var report: JSON {
        .present([
            "now": .string(DateStyle.zulu.spell(cloud.now)),
            "clockOffset": JSON(cloud.clockOffset),
            "account": [
                "accountId": .string(cloud.account.id), "email": .string(cloud.account.email),
            ],
            "policy": cloud.policy.json,
            "quota": JSON(cloud.model.quota),
            "users": .array(cloud.users.map(\.report)),
            "keys": .array(cloud.keys.map { $0.report(in: cloud) }),
            "model": cloud.model.json,
            "modelDescription": .string(cloud.model.summary),
            "late": .array(late.map { JSON($0.number) }),
            "locked": .array(gate.lockout.locked(at: cloud.now).map(JSON.string)),
            "counters": counters,
            "requests": .array(requests.map(\.json)),
        ])
    }

    /// For each action: requests seen, those that were no DryRun, those that were carried out.
    private var counters: JSON {
        let actions = Set(requests.map(\.action)).sorted()
        return .object(
            actions.map { action in
                let seen = requests.filter { $0.action == action }
                return .init(
                    name: action,
                    value: [
                        "seen": JSON(seen.count),
                        "notDryRun": JSON(seen.count { !$0.isDryRun }),
                        "committed": JSON(seen.count(where: \.isCommitted)),
                    ])
            })
    }

    mutating func forgetRequests() { requests = [] }
}

extension User {
    var report: JSON {
        .present([
            "userName": .string(name), "userId": .string(id), "path": .string(path),
            "userEmail": email.map(JSON.string), "rights": .string(rights.rawValue),
            "creationDate": .string(DateStyle.zulu.spell(created)),
        ])
    }
}

extension AccessKey {
    /// The truth at this moment, whatever a lagging read would tell.
    func report(in cloud: SimulatedCloud) -> JSON {
        .present([
            "accessKeyId": .string(id),
            "secretKey": .string(secret),
            "owner": owner.map { .string($0.name) },
            "userId": owner.map { .string($0.id) },
            "state": .string(state.rawValue),
            "deleted": .bool(isDeleted),
            "expired": .bool(isExpired(at: cloud.now)),
            "works": .bool(works(at: cloud.now)),
            "signs": .bool(cloud.signs(id)),
            "tag": tag.map(JSON.string),
            "creationDate": .string(DateStyle.zulu.spell(created)),
            "lastModificationDate": .string(DateStyle.zulu.spell(modified)),
            "expirationDate": expires.map { .string(DateStyle.zulu.spell($0)) },
            "deletionDate": deleted.map { .string(DateStyle.zulu.spell($0)) },
            "usableFrom": usableFrom.map { .string(DateStyle.zulu.spell($0)) },
        ])
    }
}

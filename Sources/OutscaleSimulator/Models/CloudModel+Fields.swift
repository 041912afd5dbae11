extension ModelField {
    /// Every belief, in the order of the JSON. A seed's draw depends on this order.
    static let all: [ModelField] = [
        .delay("readLag.lists", \.readLag.lists),
        .delay("readLag.byID", \.readLag.byID),
        .delay("readLag.byTag", \.readLag.byTag),
        .delay("readLag.users", \.readLag.users),
        .choice("readLag.pattern", \.readLag.pattern),
        .delay("writeLag", \.writeLag),
        .delay("activationDelay", \.activationDelay),
        .choice("activationFailures", \.activationFailures),
        .delay("stateDelay", \.stateDelay),
        .choice("deadKeys", \.deadKeys),
        .choice("pastExpiry", \.pastExpiry),
        .choice("updateLeavingOut.expiry", \.updateLeavingOut.expiry),
        .choice("updateLeavingOut.tag", \.updateLeavingOut.tag),
        .choice("updateLeavingOut.state", \.updateLeavingOut.state),
        .choice("tagFilter", \.tagFilter),
        .choice("tags", \.tags),
        .number("tagLimit", \.tagLimit, in: 0...100_000, draws: 64...255),
        .choice("longTags", \.longTags),
        .choice("expiredKeys", \.expiredKeys),
        .choice("expiredKeyChanges", \.expiredKeyChanges),
        .choice("listOrder", \.listOrder),
        .choice("duplicates", \.duplicates),
        .choice("errorShape", \.errorShape),
        .choice("refusalStatus", \.refusalStatus),
        .choice("lockout", \.lockout),
        .number("quota", \.quota, in: 0...100_000, draws: 1...10),
        .choice("quotaCounts", \.quotaCounts),
        .choice("dateForm", \.dateForm),
        .number("clockOffset", \.clockOffset, in: -86400...86400, draws: -840...840),
        // With a far clock nobody can log in then: rarely.
        .choice("dateHeader", \.dateHeader, oneIn: 8),
        .number("usersPerPage", \.usersPerPage, in: 1...100, draws: 1...5),
        .choice("overlongPages", \.overlongPages),
        .choice("firstItem", \.firstItem),
        .choice("deletedUsersKeys", \.deletedUsersKeys),
        .steps,
    ]

    /// `[{"fromCall": k, "ceiling": seconds, "quota": keys}]`
    private static let steps = ModelField(
        name: "steps",
        allowed: #"a list of {"fromCall": 1 or more, "ceiling": 0 or more, "quota": 0 or more}"#,
        read: { .array($0.steps.map(\.json)) },
        written: { model, json in
            guard let steps = json.array?.map(RuleStep.init(json:)) else { return nil }
            var model = model
            model.steps = steps.compactMap(\.self)
            return model.steps.count == steps.count ? model : nil
        },
        drawn: { source in
            .array(RuleStep.drawn(from: &source).map(\.json))
        })
}

extension RuleStep {
    fileprivate var json: JSON {
        .present([
            "fromCall": JSON(fromCall), "ceiling": ceiling.map { JSON($0) },
            "quota": quota.map { JSON($0) },
        ])
    }

    fileprivate init?(json: JSON) {
        guard let members = json.members, let first = json["fromCall"]?.integer, first >= 1,
            members.allSatisfy({ ["fromCall", "ceiling", "quota"].contains($0.name) }),
            members.allSatisfy({ ($0.value.integer ?? -1) >= 0 })
        else { return nil }
        self.init(
            fromCall: first, ceiling: json["ceiling"]?.integer, quota: json["quota"]?.integer)
    }

    /// A ceiling half of the time and a quota half of the time, somewhere in the next forty calls.
    fileprivate static func drawn(from source: inout RandomSource) -> [RuleStep] {
        var steps: [RuleStep] = []
        if source.flip() {
            let ceilings = [0, 3600, 86400, 2_592_000, 31_536_000]
            steps.append(
                RuleStep(
                    fromCall: 1 + source.number(below: 40),
                    ceiling: ceilings[source.number(below: ceilings.count)]))
        }
        if source.flip() {
            steps.append(
                RuleStep(
                    fromCall: 1 + source.number(below: 40), quota: 1 + source.number(below: 10)))
        }
        return steps
    }
}

extension AccessKey {
    /// As the API shows it; the secret only in the answer to CreateAccessKey.
    func json(in model: CloudModel, at now: Instant, withSecret: Bool = false) -> JSON {
        let style = dateStyle ?? model.dateForm
        return .present([
            "State": .string(shownState(in: model, at: now).rawValue),
            "AccessKeyId": .string(id),
            "CreationDate": .string(style.spell(created)),
            "ExpirationDate": expires.map { .string(style.spell($0)) },
            "SecretKey": withSecret ? .string(secret) : nil,
            "LastModificationDate": .string(style.spell(modified)),
            "Tag": model.tags == .shown ? tag.map(JSON.string) : nil,
        ])
    }

    func shownState(in model: CloudModel, at now: Instant) -> State {
        model.expiredKeys == .listedInactive && isExpired(at: now) ? .inactive : state
    }
}

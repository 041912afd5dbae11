/// An access key. A deleted one stays as a record, so that a test can tell "deleted" from "never
/// made"; no call sees it any more.
struct AccessKey: Codable, Sendable {
    var id: String
    var secret: String
    /// Nil is the root account. No answer of the API tells it.
    var owner: String?
    var state = State.active
    var created: Instant
    var modified: Instant
    /// Nil never expires.
    var expires: Instant?
    var tag: String?
    var isDeleted = false
    /// The form of this key's dates when it differs from the cloud's.
    var dateStyle: DateStyle?

    enum State: String, Codable, Sendable {
        case active = "ACTIVE"
        case inactive = "INACTIVE"
    }

    /// State does not follow expiry: an expired key still lists as ACTIVE.
    func works(at now: Instant) -> Bool {
        !isDeleted && state == .active && expires.map { now < $0 } ?? true
    }

    /// As the API shows it; the secret only in the answer to CreateAccessKey.
    func json(_ cloudStyle: DateStyle, withSecret: Bool = false) -> JSON {
        let style = dateStyle ?? cloudStyle
        return .present([
            "State": .string(state.rawValue),
            "AccessKeyId": .string(id),
            "CreationDate": .string(style.spell(created)),
            "ExpirationDate": expires.map { .string(style.spell($0)) },
            "SecretKey": withSecret ? .string(secret) : nil,
            "LastModificationDate": .string(style.spell(modified)),
            "Tag": tag.map(JSON.string),
        ])
    }
}

/// An access key. A deleted one stays as a record, so that a test can tell "deleted" from "never
/// made"; no call sees it any more.
struct AccessKey: Codable, Equatable, Sendable {
    var id: String
    var secret: String
    /// Nil is the root account. No answer of the API tells it.
    var owner: Owner?
    var state = State.active
    var created: Instant
    var modified: Instant
    /// Nil never expires.
    var expires: Instant?
    var tag: String?
    /// Nil while it is there.
    var deleted: Instant?
    /// When its signatures begin to be taken; nil is at once.
    var usableFrom: Instant?
    /// The form of this key's dates when it differs from the cloud's.
    var dateStyle: DateStyle?

    enum State: String, Codable, Sendable {
        case active = "ACTIVE"
        case inactive = "INACTIVE"
    }

    var isDeleted: Bool { deleted != nil }

    func isExpired(at now: Instant) -> Bool { expires.map { now >= $0 } ?? false }

    /// State does not follow expiry: an expired key may still list as ACTIVE.
    func works(at now: Instant) -> Bool { !isDeleted && state == .active && !isExpired(at: now) }

    func isUsable(at now: Instant) -> Bool { usableFrom.map { now >= $0 } ?? true }
}

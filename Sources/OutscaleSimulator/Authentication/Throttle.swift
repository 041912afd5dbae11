/// Refuses requests because there are too many: so many next ones, or more than a rate.
struct Throttle: Sendable {
    /// How many of the next requests to refuse.
    var next = 0
    /// Refuse only this call; nil is every one.
    var action: String?
    /// 429 for the account, 503 for the platform.
    var status = 429
    var retryAfter: Int?
    /// Requests a second that pass; 0 is no limit.
    var rate = 0

    private var second: Instant = 0
    private var count = 0

    init() {}

    mutating func check(_ call: Call, now: Instant) throws(APIError) {
        if next > 0, action == nil || action == call.rawValue {
            next -= 1
            throw status == 503 ? .busy(retryAfter: retryAfter) : .throttled(retryAfter: retryAfter)
        }
        count = second == now ? count + 1 : 1
        second = now
        if rate > 0, count > rate { throw .throttled(retryAfter: nil) }
    }
}

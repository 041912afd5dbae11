/// One planned disturbance: which requests it meets, and what happens to them.
struct Fault: Codable, Sendable {
    /// The call, or `*` for every one.
    var action: String
    var kind: Kind
    /// The first matching request to disturb, counted from 1 since the plan was installed.
    var nth: Int?
    /// Disturb every matching request from there on, whatever `times` says.
    var every: Bool?
    /// How many requests in a row to disturb; 1 unless told.
    var times: Int?
    /// Whether the work is done all the same; each kind has its own usual answer.
    var commit: Bool?
    /// The work is done so many seconds after the answer, by the cloud's clock: the request
    /// lingers in a queue.
    var late: Double?
    /// When a late request's signature and limits are judged.
    var judged: Judged?
    /// Something on the way sends the request twice, and both are carried out, one after the other; with `late` the
    /// second so much later. Whose answer comes back, before this fault disturbs it.
    var twice: Twice?
    /// Which requests count: those that are no DryRun (the default), or only those that are.
    var dryRun: Bool?

    var seconds: Double?
    var bytes: Int?
    var chunked: Bool?
    var location: String?
    var retryAfter: Int?
    var status: Int?
    var code: String?
    var type: String?
    var details: String?
    var body: Intermediary.Page?
    /// Whether a problem+json tells the request's id.
    var requestId: Bool?

    enum Kind: String, Codable, Sendable, CaseIterable {
        case dropBeforeCommit, dropAfterCommit, lateCommit, halfAnswer
        case slow, slowAfterCommit
        case malformedJSON, duplicateKeys, emptyBody, hugeBody, wrongContentLength
        case missingSecretKey, noTagEcho
        case html502, redirect, status429, status503, error, problemJSON, intermediary
        case skewedDateHeader
        /// Nothing but that it is sent twice.
        case repeated
    }

    enum Twice: String, Codable, Sendable, CaseIterable {
        case first, second
    }

    enum Judged: String, Codable, Sendable, CaseIterable {
        /// Before the queue: what happens to the key meanwhile changes nothing.
        case onArrival
        /// After it.
        case late
    }

    /// When the call's work is done.
    enum Effect: Sendable, Equatable {
        case never, before
        /// After so many seconds.
        case after(Double, Judged)
        /// Twice before the answer, which is that one's.
        case twice(Twice)
        /// Before the answer, and once more after so many seconds.
        case again(Double, Judged)
    }

    var effect: Effect {
        if twice != nil || kind == .repeated {
            return late.map { .again($0, judged ?? .late) } ?? .twice(twice ?? .first)
        }
        if let late { return .after(late, judged ?? .late) }
        if commit == nil, kind == .lateCommit { return .after(seconds ?? 1, judged ?? .late) }
        return commit ?? isUsuallyDone ? .before : .never
    }

    private var isUsuallyDone: Bool {
        switch kind {
        case .dropBeforeCommit, .lateCommit, .html502, .redirect, .status429, .status503, .error,
            .problemJSON, .intermediary:
            false
        default: true
        }
    }

    func matches(action: String, isDryRun: Bool) -> Bool {
        (self.action == "*" || self.action == action) && (dryRun ?? false) == isDryRun
    }

    /// - Parameter count: the place of a matching request, from 1.
    func meets(_ count: Int) -> Bool {
        let first = nth ?? 1
        return count >= first && (every == true || count < first + (times ?? 1))
    }
}

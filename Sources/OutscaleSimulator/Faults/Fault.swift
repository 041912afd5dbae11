/// One planned disturbance: which requests it meets, and what happens to them.
struct Fault: Decodable, Sendable {
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

    enum Kind: String, Decodable, Sendable, CaseIterable {
        case dropBeforeCommit, dropAfterCommit, lateCommit, halfAnswer
        case slow, slowAfterCommit
        case malformedJSON, duplicateKeys, emptyBody, hugeBody, wrongContentLength
        case missingSecretKey, noTagEcho
        case html502, redirect, status429, status503, error, problemJSON
        case skewedDateHeader
    }

    /// Whether the call's work is done, and its answer then disturbed.
    var commits: Bool {
        if let commit { return commit }
        return switch kind {
        case .dropBeforeCommit, .lateCommit, .html502, .redirect, .status429, .status503, .error,
            .problemJSON:
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

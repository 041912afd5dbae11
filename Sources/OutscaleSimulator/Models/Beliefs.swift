/// One thing that the real API may do this way or that.
protocol Belief: RawRepresentable<String>, CaseIterable, Codable, Equatable, Sendable {}

extension DateStyle: Belief {}

extension CloudModel {
    /// Whether the refused signature of a key that is too new counts as a failed login.
    enum ActivationFailures: String, Belief { case counted, uncounted }

    /// The code of the 401 for the right signature of a key that is INACTIVE or expired.
    enum DeadKeys: String, Belief {
        /// As for a wrong signature.
        case code1
        /// The caller is known, and may do nothing; no failed login.
        case code5
    }

    /// What becomes of an ExpirationDate that is over.
    enum PastExpiry: String, Belief { case refused, taken }

    /// What `Tag` of ReadAccessKeys finds.
    enum TagFilter: String, Belief {
        case exact
        /// Keys with any tag or none.
        case ignored
        /// Keys whose tag begins with it.
        case prefix
    }

    /// Whether answers tell a key's tag; it is kept either way.
    enum Tags: String, Belief { case shown, omitted }

    /// What becomes of a tag that is longer than the limit.
    enum LongTags: String, Belief {
        /// 400, code 4047.
        case refused
        /// What is over the limit is lost.
        case cut
    }

    /// How ReadAccessKeys shows a key that is past its expiry.
    enum ExpiredKeys: String, Belief { case listedActive, listedInactive, notListed }

    /// What UpdateAccessKey and DeleteAccessKey do to a key that is past its expiry.
    enum ExpiredKeyChanges: String, Belief {
        case done
        /// 409, code 6003.
        case refused
        /// As if there were no such key.
        case unknown
    }

    enum ListOrder: String, Belief {
        case creation, reversed
        /// Another order each time.
        case shuffled
    }

    /// Whether a list of keys has entries more than once.
    enum Duplicates: String, Belief {
        case none
        /// Each key twice, the second after all the first ones.
        case each
    }

    /// The body of the API's own refusals.
    enum ErrorShape: String, Belief {
        /// `Errors[]` and `ResponseContext`, as in OUTSCALE's document.
        case classic
        case classicWithoutRequestID
        /// The code is a number.
        case numericCode
        /// `application/problem+json` (RFC 9457), the request's id in `instance`; no code.
        case problemJSON
        /// As seen from OUTSCALE's OKMS.
        case problemJSONWithoutRequestID
        /// `{"__type": …}`, as OUTSCALE's older JSON services answer.
        case legacyType
    }

    /// The HTTP status of refusals whose code is known and whose status is not.
    enum RefusalStatus: String, Belief {
        /// 400 for 4118, 4122, 5075, 5076 and 10005; 409 for 6003, 9002 and 9022.
        case usual
        /// 404 for what there is not (4122, 5075, 5076), 409 for a conflict (4118, 10005 too).
        case byMeaning
        /// 400 for all of them.
        case badRequest
    }

    /// Which keys count when another is asked for.
    enum QuotaCounts: String, Belief {
        case all
        /// Those that are not past their expiry.
        case unexpired
    }

    /// Whether failed logins lock a credential.
    enum Lockout: String, Belief { case on, off }

    /// Whose clock the `Date` header tells.
    enum DateHeader: String, Belief {
        /// The one that judges signatures.
        case judge
        /// The machine's, as a front that the judge is behind would have it.
        case front
    }

    /// What becomes of a page longer than the longest.
    enum OverlongPages: String, Belief { case refused, truncated }

    /// The number of the first user for `FirstItem`.
    enum FirstItem: String, Belief { case zero, one }

    /// What becomes of the keys of a user that is deleted behind the API's back. Those that remain
    /// sign, may do nothing, and belong to nobody whom a call can name.
    enum DeletedUsersKeys: String, Belief { case gone, remain }
}

/// A rule that changes when the call of that number arrives, counted from 1 since the model was
/// set; refused calls and rehearsals count too.
struct RuleStep: Codable, Equatable, Sendable {
    var fromCall: Int
    /// MaxAccessKeyExpirationSeconds from there on; 0 is no ceiling.
    var ceiling: Int?
    /// Keys an owner may have from there on; 0 is no limit.
    var quota: Int?
}

/// A refusal as OUTSCALE words it: an HTTP status, and a `Code` that is a string.
struct APIError: Error, Equatable, Sendable {
    var status: Int
    var code: String
    var type: String
    var details: String
    /// Seconds for a `Retry-After` header.
    var retryAfter: Int?

    init(_ status: Int, _ code: String, _ type: String, _ details: String = "") {
        self.status = status
        self.code = code
        self.type = type
        self.details = details
    }
}

/// What happens before a call is understood: login, locks, limits.
extension APIError {
    /// One answer for every failed login: a stranger must not learn which part was wrong.
    static let accessDenied = APIError(401, "1", "AccessDenied", "Authentication failed.")
    static let unauthorized = APIError(401, "4", "AccessDenied", "Unauthorized operation.")
    static let notAuthorized = APIError(401, "5", "AccessDenied", "Not authorized.")
    static let loginNotAllowed = APIError(
        401, "9", "AuthFailure", "This call does not take a login and password.")
    static let unknownAuthorization = APIError(
        401, "12", "AccessDenied", "Unknown type of Authorization.")
    static let lockedForever = APIError(401, "11", "AccessDenied", "The credential is locked.")
    static let locked = APIError(
        401, "13", "AccessDenied", "Too many failed attempts; the credential is locked for now.")
    static let methodNotAllowed = APIError(405, "2", "AccessDenied", "Method not allowed.")
    static let noSuchCall = APIError(404, "0", "DefaultError", "No such call.")
    static let bodyTooLarge = APIError(413, "0", "DefaultError", "The request is too large.")

    static func throttled(retryAfter: Int?) -> APIError {
        var error = APIError(429, "24", "AccessDenied", "Too many requests for this account.")
        error.retryAfter = retryAfter
        return error
    }

    static func busy(retryAfter: Int?) -> APIError {
        var error = APIError(503, "6", "AccessDenied", "Request limit of the platform exceeded.")
        error.retryAfter = retryAfter
        return error
    }
}

/// What is wrong with the parameters.
extension APIError {
    static let notAnObject = APIError(
        400, "4110", "InvalidParameterType", "The body is no JSON object.")

    static func missing(_ field: String) -> APIError {
        APIError(400, "7000", "MissingParameter", "\(field) is required.")
    }

    static func unknownParameter(_ field: String) -> APIError {
        APIError(400, "3001", "InvalidParameter", "\(field) is not a parameter of this call.")
    }

    static func wrongType(_ field: String, _ wanted: String) -> APIError {
        APIError(400, "4110", "InvalidParameterType", "\(field) must be of type \(wanted).")
    }

    static func invalidValue(_ field: String, _ why: String) -> APIError {
        APIError(400, "4047", "InvalidParameterValue", "\(field): \(why).")
    }

    static func invalidDate(_ field: String, _ why: String) -> APIError {
        APIError(400, "4123", "InvalidParameterValue", "\(field): \(why).")
    }
}

/// What the cloud refuses.
extension APIError {
    static let noSuchUser = APIError(400, "5075", "InvalidResource", "No such user.")
    static let noSuchKey = APIError(400, "5076", "InvalidResource", "No such access key.")
    static let unknownKeyID = APIError(
        400, "4122", "InvalidParameterValue", "AccessKeyId: unknown access key.")
    static let tooManyKeys = APIError(
        400, "10005", "TooManyResources (QuotaExceeded)", "Too many access keys.")
    static let keyStillActive = APIError(
        409, "6003", "InvalidState", "The access key must be INACTIVE before it is deleted.")
    static let keyExpired = APIError(
        409, "6003", "InvalidState", "The access key is expired and can't be changed.")
    static let userExists = APIError(409, "9022", "ResourceConflict", "The user name is taken.")
    static let userInUse = APIError(
        409, "9002", "ResourceConflict", "The user still has an access key.")

    static func policyConflict(_ details: String) -> APIError {
        APIError(400, "4118", "ApiAccessPolicyConflict", details)
    }
}

package import APIClient

/// What signed calls with a new key have shown.
package enum Verification: Sendable {
    /// OUTSCALE accepted the key.
    case works
    /// OUTSCALE accepted the key's signature; its owner has no right to the call that was tried.
    case worksWithoutRights
    /// No call was made.
    case notTried
    /// It is not known whether the key works.
    case unproven(APIError)

    var isNotTried: Bool { if case .notTried = self { true } else { false } }

    /// Whether OUTSCALE has accepted a signature by the key.
    package var isProof: Bool {
        switch self {
        case .works, .worksWithoutRights: true
        case .notTried, .unproven: false
        }
    }
}

/// Proves a key by a call that it signs itself.
///
/// CheckAuthentication can't: it judges the account's password. So ReadAccessKeys is called with the
/// key's own signature and judged by the error code. Four refusals in a row lock a key and a new one
/// may need seconds before it is known, so there are at most three calls, further and further apart.
struct KeyVerification {
    /// Seconds to wait before each call.
    static let pauses = [0.0, 2.0, 5.0]

    let client: OutscaleClient
    let context: LifecycleContext
    /// The Tag that the creation carried: by it the call shows any other key of the same creation as well.
    let tag: String?
    /// What the accepted call has listed.
    private(set) var listed: [AccessKey] = []

    init(client: OutscaleClient, context: LifecycleContext, tag: String? = nil) {
        (self.client, self.context, self.tag) = (client, context, tag)
    }

    mutating func run(accessKeyID: String) -> Verification {
        var verdict = Verification.notTried
        for pause in Self.pauses {
            if pause > 0 { context.pause(pause) }
            verdict = attempt(accessKeyID: accessKeyID)
            guard case .unproven(.refused(let refusal)) = verdict, refusal.meansBadCredentials
            else {
                return verdict
            }
        }
        return verdict
    }

    /// One call.
    mutating func attempt(accessKeyID: String) -> Verification {
        do {
            listed = try client.readAccessKeys(
                user: nil, tag: tag, ids: tag == nil ? [accessKeyID] : [])
            return .works
        } catch {
            guard case .refused(let refusal) = error, refusal.meansNotAllowed else {
                return .unproven(error)
            }
            return .worksWithoutRights
        }
    }
}

package import APIClient
import Vault

/// Asks OUTSCALE once for each profile, before anything else is sent for it, whether it takes the caller.
///
/// Four refused signatures in a row lock a key, so whatever recovery has to do for a profile that is refused
/// is left alone in this run. While the clock is wrong, nothing is decided.
struct ProfileProbes {
    private let clients: OutscaleClients
    private var asked: Set<RecordID> = []
    private var failures: [RecordID: LifecycleError] = [:]

    init(clients: OutscaleClients) { self.clients = clients }

    /// Throws if nothing more may be sent for the intent's profile.
    mutating func ask(
        about intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        guard let client = clients.forIntent(vault, intent) else { return }
        let signer = try vault.contents.signer(of: intent.profile)
        do { try ask(client, for: intent.profile) } catch {
            guard case .api(let cause) = error, cause.refusesCaller,
                intent.takesAway(signer)
            else { throw error }
            throw .signerRefused(intent, cause)
        }
    }

    /// The same by a client of the profile.
    mutating func ask(_ client: OutscaleClient, for profile: RecordID) throws(LifecycleError) {
        if let failure = failures[profile] { throw failure }
        guard !asked.contains(profile) else { return }
        // Only the answer's time and its refusal matter here, not what it says.
        var failure: APIError?
        do { try client.probe() } catch { failure = error }
        try client.requireClock()
        asked.insert(profile)
        guard let failure, failure.isNoAnswer else { return }
        failures[profile] = .api(failure)
        throw .api(failure)
    }

    /// A profile that is refused later on is left alone from then on.
    mutating func note(_ error: LifecycleError, of intent: Intent) {
        let cause: APIError
        switch error {
        case .api(let error), .rotationOpen(_, let error), .changeOpen(_, let error): cause = error
        default: return
        }
        guard cause.refusesCaller else { return }
        failures[intent.profile] = error
    }
}

extension Intent {
    /// Whether this change ends that key's signatures.
    fileprivate func takesAway(_ signer: String?) -> Bool {
        guard let signer, accessKeyID == signer else { return false }
        return switch work {
        case .delete: true
        case .update(let update): update.change == .state(.inactive)
        case .issue, .rotate, .lease: false
        }
    }
}

extension APIError {
    /// OUTSCALE does not take the caller's signature or password: another call by it brings a lock nearer.
    package var refusesCaller: Bool {
        guard case .refused(let refusal) = self else { return false }
        // Some of OUTSCALE's answers tell of an error under a status that says success.
        return (refusal.status == 401 || refusal.meansCallerRefused) && !refusal.meansNotAllowed
    }

    /// Whether it is OUTSCALE's own refusal of the call, and not of the caller.
    var isOwnRefusal: Bool {
        guard case .refused = self else { return false }
        return outcome == .nothingHappened && !refusesCaller
    }

    /// Neither an answer to the call nor a refusal that proves the caller.
    fileprivate var isNoAnswer: Bool {
        switch self {
        case .refused: refusesCaller
        case .unreadable: false
        case .unreachable, .interrupted, .throttled, .intermediary, .serverFailed, .invalidSetting,
            .libraryMissing, .signing:
            true
        }
    }
}

extension OutscaleClient {
    /// The cheapest call that OUTSCALE takes from such a caller.
    fileprivate func probe() throws(APIError) {
        switch caller {
        case .key: _ = try readAccounts()
        case .login: _ = try readAccessPolicy()
        }
    }

    /// Asks OUTSCALE for its time, unless an answer has told it, and throws where that is too far from this machine's.
    func requireOneClock() throws(LifecycleError) {
        // A refusal tells the time as well.
        if clockSkew == nil { try? probe() }
        try requireClock()
    }

    /// Throws where the last answer's time is too far from this machine's.
    func requireClock() throws(LifecycleError) {
        guard let skew = clockSkew, abs(skew) > IssuePreflight.toleratedSkewSeconds else { return }
        throw .clockSkewed(seconds: Int(skew))
    }
}

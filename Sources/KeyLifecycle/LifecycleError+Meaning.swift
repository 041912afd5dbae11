import APIClient
import FoundationEssentials
import Vault

extension LifecycleError {
    /// If there is no key to go on with: why not.
    private var missingKey: String? {
        switch self {
        case .vault(.keyUnavailable(let reason)): reason
        case .api(let error), .unconfirmed(_, let error): error.missingSigner
        default: nil
        }
    }

    /// The same error of something that has begun and stays open.
    func interrupting(_ intent: Intent) -> LifecycleError {
        if case .vault(let error) = self, error.isOfTheDisk { return .unrecorded(intent, error) }
        return missingKey.map { .interrupted(intent, reason: $0) } ?? self
    }

    /// Whether a change or a deletion was refused and need not be tried again: by OUTSCALE itself, or by a problem that
    /// may be OUTSCALE's while the key is listed as it was. Who is refused as a caller can't see what the key is by now.
    var isFinalRefusal: Bool {
        switch self {
        case .api(let error): error.outcome != .unknown && !error.refusesCaller
        case .unknownKey, .keptExpiryBeyondCeiling: true
        default: false
        }
    }

    /// Whether it is OUTSCALE's own refusal of the call, and not of the caller.
    var isOwnRefusal: Bool {
        if case .api(let error) = self { error.isOwnRefusal } else { false }
    }

    /// Whether OUTSCALE refuses to change or delete a key that has expired, so that nothing more can be done about it.
    func isFinal(about key: KeyRecord, _ context: LifecycleContext) -> Bool {
        // An old key that nobody lists, and whose end no code proves.
        if case .unknownKey(_, isEverybodyAsked: true, _, _) = self { return true }
        return isFinal(afterExpiryAt: key.expiresAt, context)
    }

    /// The same of a key that is listed.
    func isFinal(afterExpiryAt expiry: Date?, _ context: LifecycleContext) -> Bool {
        guard let expiry, expiry <= context.now() else { return false }
        return switch self {
        case .api(.refused): isFinalRefusal
        case .doubtfullyRefused(.refused): true
        // Whatever has answered: the key expired longer ago than the quarantine lasts.
        case .api(.intermediary), .notConfirmed, .unknownKey:
            Evidence(context: context).absenceCounts(since: expiry)
        default: false
        }
    }

    /// The same error for a key that is to end, if no list has it and its end is not proven.
    ///
    /// A young key is waited for. If no code says that an old one is gone, nothing more can be learnt about it, and it stays
    /// as it is, here and there.
    func ofAbsence(
        under intent: Intent, lastSeen: Date, _ context: LifecycleContext
    ) -> LifecycleError {
        guard case .unknownKey(_, _, _, let cause) = self else { return self }
        let evidence = Evidence(context: context)
        let date = max(lastSeen, intent.absentSince ?? lastSeen)
        return evidence.absenceCounts(since: date)
            ? self : .endUnproven(intent, until: evidence.end(of: date), cause)
    }

    /// The same error of a change that is given up.
    var ofChangeGivenUp: LifecycleError {
        guard case .api(let cause) = self, cause.outcome == .doubtful || cause.mayAnswerRepeat
        else { return self }
        return .doubtfullyRefused(cause)
    }

    /// The same error of a change that was begun and may have been made.
    func leavingOpen(_ intent: Intent) -> LifecycleError {
        switch self {
        case .api(let cause), .unconfirmed(_, let cause): .changeOpen(intent, cause)
        default: self
        }
    }
}

extension VaultError {
    /// Whether the disk takes nothing more, so that what was done can't be written down.
    fileprivate var isOfTheDisk: Bool {
        switch self {
        case .diskFull, .readOnly, .storage: true
        default: false
        }
    }
}

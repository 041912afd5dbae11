import APIClient
import Vault

/// A creation that OUTSCALE has refused for certain.
extension IssueKey {
    /// Settles it. If what the vault knew about the account may be the reason, that is forgotten, and OUTSCALE is asked what
    /// it allows by now.
    func refused(
        _ intent: Intent, because cause: APIError, in vault: inout UnlockedVault
    ) -> LifecycleError {
        let isOfLimits = cause.mayBeOfLimits
        do {
            try vault.settle(intent, context) { transaction throws(VaultError) in
                guard isOfLimits else { return }
                try transaction.keep(AccountFacts(), of: intent.profile)
            }
        } catch {
            // It stays open, and recovery can't know what we know here.
            return .outcomeUnknown(UnknownOutcome(intent: intent, found: nil, cause: cause))
        }
        guard isOfLimits, limits?.restOnKept ?? false else { return .notCreated(cause) }
        return limitReached(beside: intent.knownKeys.count) ?? .notCreated(cause)
    }

    /// What the preflight would have said, had it asked; `nil` if it would have said nothing.
    private func limitReached(beside held: Int) -> LifecycleError? {
        var limits = AccountLimits(kept: AccountFacts(), client: client, context: context)
        do throws(LifecycleError) {
            _ = try limits.allowed(request.expiresAt, mayBeCut: false)
            try limits.requireRoom(beside: held, of: request.user)
            return nil
        } catch {
            switch error {
            case .expiryRequired, .expiryBeyondCeiling, .quotaReached: return error
            default: return nil
            }
        }
    }
}

extension LifecycleError {
    /// Whether a creation was refused by a ceiling that the vault did not know. It knows none now, so another creation
    /// asks before, and can be cut.
    var isNewCeiling: Bool {
        switch self {
        case .expiryRequired, .expiryBeyondCeiling: true
        default: false
        }
    }
}

extension APIError {
    /// Whether a limit of the account may be why OUTSCALE has refused: it is not about the caller, nor about who the
    /// owner is.
    fileprivate var mayBeOfLimits: Bool {
        guard case .refused(let refusal) = self else { return false }
        return !refusesCaller && !refusal.meansNotAllowed && !refusal.meansNoSuchUser
    }
}

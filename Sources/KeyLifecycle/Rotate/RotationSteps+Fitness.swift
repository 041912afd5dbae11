import APIClient
package import FoundationEssentials
import Vault

/// Why a rotation's new key can't stand in for the old one any more.
package enum NewKeyDefect: Hashable, Sendable {
    case expired(Date)
    case inactive
    /// No list has it, and OUTSCALE has accepted no call that it signs.
    case unlisted
}

extension NewKeyDefect {
    /// What its expiry and state come to; `nil` for no defect.
    package init?(expiresAt expiry: Date?, isInactive: Bool, at now: Date) {
        if let expiry, expiry <= now {
            self = .expired(expiry)
        } else if isInactive {
            self = .inactive
        } else {
            return nil
        }
    }
}

/// What the new key still has to show before anything is taken from the old one.
extension RotationSteps {
    /// For so many seconds a proof counts without another look.
    private static let freshSeconds = 600.0
    /// So many seconds after a creation whose answer was lost another may be asked for, where nothing of it is seen.
    private static let doubtSeconds = 600.0

    /// A window may last for months. Meanwhile others may have disabled or deleted the new key, and it may have expired:
    /// then the old one is the only one that works. One that has expired itself, or was inactive before, is worth nothing.
    ///
    /// - Parameter mayTry: whether a call may be signed by the new key, where no list has it.
    func requireFitness(
        of intent: Intent, _ rotation: Intent.Rotation, mayTry: Bool,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        let now = context.now()
        guard let old = try vault.contents.record(rotation.previous), rotation.wasInactive != true,
            old.retiredAt == nil,
            !old.hasExpired(at: now)
        else { return }
        guard let new = try vault.contents.record(intent.key.record) else {
            throw .newKeyUnfit(intent, .unlisted)
        }
        if let proof = new.verifiedAt, !new.hasExpired(at: now),
            proof.addingTimeInterval(Self.freshSeconds) > now
        {
            return
        }
        if let defect = try defect(of: new, intent, mayTry: mayTry, in: &vault),
            try !isLongGone(old, intent, in: vault)
        {
            throw .newKeyUnfit(intent, defect)
        }
    }

    /// Whether nobody's list has the old key any more, and it is too old for lists to be behind: nothing is left that
    /// could be spared.
    private func isLongGone(
        _ old: KeyRecord, _ intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> Bool {
        guard Evidence(context: context).absenceCounts(since: old.lastSeen) else { return false }
        var change = try change(intent, of: old, in: vault)
        guard case .absent = try change.judgeDenial(of: old.accessKeyID) else { return false }
        return true
    }

    private func defect(
        of new: KeyRecord, _ intent: Intent, mayTry: Bool, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> NewKeyDefect? {
        let change = try change(intent, of: new, in: vault)
        var found = try change.find(new.accessKeyID)
        if found == nil {
            do {
                found = try change.search.keyAnywhere(new.accessKeyID, besides: new.user)?.key
            } catch {
                throw .api(error)
            }
        }
        guard let found else {
            guard mayTry else { return .unlisted }
            let proof = ProveKey(clients: clients, context: context).attempt(new, in: vault)
            return proof?.isProof ?? false ? nil : .unlisted
        }
        guard
            let defect = NewKeyDefect(
                expiresAt: found.expiresAt, isInactive: found.state != .active, at: context.now())
        else { return nil }
        // A list of the keys has to show what the rotation waits for.
        var seen = new
        if !seen.isAhead(of: found) { seen.align(with: found) }
        let record = seen
        try vault.commit(context) { transaction, _ throws(VaultError) in
            try transaction.update(record)
        }
        return defect
    }
}

// MARK: - A new key of which nothing is known

extension RotationSteps {
    /// While OUTSCALE may have made the new key, another request would make another: under a gateway that hides its
    /// answers a rotation that is repeated would fill the quota.
    func requireNoDoubt(
        about intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        guard
            let creation = vault.contents.intents.first(where: {
                $0.issue != nil && !$0.isWatched && $0.key.record == intent.key.record
            })
        else { return }
        let end = creation.startedAt.addingTimeInterval(Self.doubtSeconds)
        guard end <= context.now() else { throw .newKeyInDoubt(intent, until: end) }
        let client = try clients.client(for: creation, in: vault)
        let survey = try UnknownOutcomeSearch(client: client, context: context)
            .survey(for: creation, in: vault.contents)
        guard survey.own.isEmpty, survey.candidates.isEmpty else {
            throw .newKeyInDoubt(
                intent, until: Evidence(context: context).end(of: creation.startedAt))
        }
    }
}

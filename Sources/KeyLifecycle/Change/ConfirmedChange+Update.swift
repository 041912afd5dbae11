import APIClient
import FoundationEssentials
import Vault

extension ConfirmedChange {
    /// How often an update is sent whose answer was lost.
    private static let attempts = 2

    /// Changes the one thing that was asked, and returns the key as OUTSCALE lists it afterwards.
    ///
    /// It is sent also where a list says that it is so already: the list may be old. Nothing else is sent but the
    /// expiry, which OUTSCALE clears where it is left out, so what another administrator has changed stays.
    ///
    /// - Parameter known: the key by the vault's own account, for what OUTSCALE does not list.
    /// - Parameter isEnding: whether the key is on its way out, so that a refused expiry may be replaced.
    /// - Throws: `unknownKey` if OUTSCALE knows no such key, for any user; `notConfirmed` where it accepted the
    ///   change and still lists the key as it was.
    mutating func update(
        _ known: KnownKey, _ change: KeyChange, isEnding: Bool = false
    ) throws(LifecycleError) -> AccessKey {
        var before = try find(known.id).map(KnownKey.init) ?? known
        before.expiresAt = before.expiresAt ?? known.expiresAt
        var failure: APIError?
        for _ in 0..<Self.attempts {
            let answered: AccessKey
            do throws(APIError) {
                answered = try send(
                    before, KeyUpdate(change, keepingExpiry: before.expiresAt), isEnding: isEnding)
            } catch {
                failure = error
                if error.refusesCaller { throw .api(error) }
                if Evidence.mayDenyKey(error) {
                    let verdict = try judgeDenial(of: known.id)
                    switch verdict {
                    case .moved: continue
                    case .listed: break
                    case .absent, .unseen:
                        if error.outcome != .unknown || (verdict == .absent && isLongUnseen(known))
                        {
                            throw .unknownKey(
                                accessKeyID: known.id, isEverybodyAsked: verdict == .absent,
                                isDeactivated: false, error)
                        }
                    }
                }
                guard error.outcome != .nothingHappened || error.mayAnswerRepeat else {
                    throw beyondCeiling(before) ?? .api(error)
                }
                if let found = try seen(known.id, change, after: error) { return found }
                continue
            }
            return try confirm(try repair(answered, before, change), change)
        }
        guard let failure else { throw .notConfirmed(accessKeyID: known.id) }
        throw (failure.mayAnswerRepeat ? beyondCeiling(before) : nil) ?? .api(failure)
    }

    /// Whether a key's absence counts by now.
    private func isLongUnseen(_ known: KnownKey) -> Bool {
        known.lastSeen.map(Evidence(context: context).absenceCounts) ?? false
    }

    /// The change, read back later than it was accepted.
    ///
    /// A list that has it may be behind with the expiry that was sent along, so that is waited for too. What is still
    /// otherwise once the lists agree is somebody else's later change; where nobody waits for that, the answer counts.
    private func confirm(
        _ answered: AccessKey, _ change: KeyChange
    ) throws(LifecycleError) -> AccessKey {
        // Its own signatures are refused from now on, so nothing more can be had.
        if signer == answered.id, change == .state(.inactive) { return answered }
        var found: AccessKey?
        do {
            _ = try context.lookRepeatedly { () throws(APIError) -> Bool? in
                found = try search.key(answered.id, of: user)
                    .flatMap { change.isSettled(in: $0, answered: answered) ? $0 : nil }
                guard let found else { return nil }
                let isBehind = answered.expiresAt.map { $0 != found.expiresAt } ?? false
                return isBehind ? nil : true
            }
        } catch { throw .unconfirmed(accessKeyID: answered.id, error) }
        guard var found else { throw .notConfirmed(accessKeyID: answered.id) }
        if context.settleSeconds == 0 { found.expiresAt = answered.expiresAt ?? found.expiresAt }
        return found
    }

    /// Whether a change whose answer was lost has been made. A look that fails tells of the change.
    private func seen(
        _ id: String, _ change: KeyChange, after failure: APIError
    ) throws(LifecycleError) -> AccessKey? {
        do {
            return try search.keyIfReadable(id, of: user).flatMap {
                change.holds(for: $0) ? $0 : nil
            }
        } catch { throw .api(failure) }
    }
}

// MARK: - What is sent

extension ConfirmedChange {
    /// How long a key that has expired gets, where OUTSCALE takes no date in the past. It is inactive meanwhile.
    private static let nearFutureSeconds = 900.0

    /// Sends again what OUTSCALE has cleared by an update although nobody asked for it.
    private mutating func repair(
        _ answered: AccessKey, _ before: KnownKey, _ change: KeyChange
    ) throws(LifecycleError) -> AccessKey {
        guard let repair = KeyUpdate(change, restoring: before, in: answered) else {
            return answered
        }
        var failure: APIError?
        for _ in 0..<Self.attempts {
            do { return try send(before, repair) } catch { failure = error }
        }
        // The change is made all the same.
        throw failure.map { .unconfirmed(accessKeyID: answered.id, $0) }
            ?? .notConfirmed(accessKeyID: answered.id)
    }

    /// - Parameter isEnding: whether the key is on its way out, so that its expiry is worth nothing.
    mutating func send(
        _ key: KnownKey, _ update: KeyUpdate, isEnding: Bool = false
    ) throws(APIError) -> AccessKey {
        do {
            let answered = try client.send(update, to: key.id, of: user)
            accepted = answered
            return answered
        } catch {
            guard error.mayMeanAnotherOwner || error.outcome == .nothingHappened,
                !error.refusesCaller,
                let other = otherExpiry(for: update, isEnding: isEnding, after: error)
            else { throw error }
            let answered = try client.send(other, to: key.id, of: user)
            isCut = isCut || !hasPassed(key.expiresAt)
            accepted = answered
            return answered
        }
    }

    func hasPassed(_ expiry: Date?) -> Bool { expiry.map { $0 <= context.now() } ?? false }

    /// The latest expiry that the account allows, where it allows less than the key has.
    private func cut(_ expiry: ExpiryUpdate) -> Date? {
        let ceiling = ExpiryCeiling(client: client, context: context)
        var date: Date?
        if case .set(let kept) = expiry { date = kept }
        guard let allowed = try? ceiling.allow(date, mayBeCut: true), allowed.isCut else {
            return nil
        }
        return allowed.expiresAt
    }

    /// Whether OUTSCALE refuses because the expiry that is kept lies beyond a ceiling that has come since.
    private func beyondCeiling(_ key: KnownKey) -> LifecycleError? {
        guard !cutsKeptExpiry,
            let latest = cut(key.expiresAt.map { .set($0) } ?? .unchanged)
        else { return nil }
        return .keptExpiryBeyondCeiling(
            accessKeyID: key.id, kept: key.expiresAt, latest: latest)
    }

    /// An expired key's date may not be sent again, nor one beyond a ceiling that has come since. Inactive, a date in
    /// the near future does not wake it.
    ///
    /// A key that lives keeps its date unless the account allows less: what another has refused may still be done.
    private func otherExpiry(
        for update: KeyUpdate, isEnding: Bool, after error: APIError
    ) -> KeyUpdate? {
        guard !update.asksForExpiry else { return nil }
        var other = update
        if case .set(let date) = update.expiry, hasPassed(date) {
            guard update.state != .active else { return nil }
        } else {
            // Whatever has said no, the account's own ceiling tells whether it may be the reason.
            if cutsKeptExpiry, error.mayMeanAnotherOwner, !Evidence.deniesKey(error),
                let latest = cut(update.expiry)
            {
                other.expiry = .set(latest)
                return other
            }
            let isRefused = error.isOwnRefusal && !Evidence.deniesKey(error)
            guard isEnding, update.state == .inactive, isRefused || update.expiry == .unchanged
            else { return nil }
        }
        other.state = .inactive
        other.expiry = .set(context.now().addingTimeInterval(Self.nearFutureSeconds))
        return other
    }
}

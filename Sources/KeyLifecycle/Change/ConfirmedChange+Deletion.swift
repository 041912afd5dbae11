import APIClient
import FoundationEssentials
import Vault

extension ConfirmedChange {
    /// How often a deletion is sent whose answer was lost, or that needed the key to be inactive.
    private static let attempts = 2

    /// Makes a key inactive, as OUTSCALE demands of a user's key, and deletes it by its id, listed or not.
    ///
    /// - Returns: whether OUTSCALE accepted the deletion; `false` if it is proven that there is no such key.
    /// - Throws: `unknownKey` if nobody's list has the key and its end is not proven: it may be too young for
    ///   OUTSCALE to know, or whatever says no has no code that would tell; `contradicted` where OUTSCALE lists the key.
    mutating func requestDeletion(of known: KnownKey) throws(LifecycleError) -> Bool {
        let date = known.lastSeen ?? context.now()
        var failure: APIError?
        var trustsList = true
        var (isContradicted, isDeactivated, isUnlisted) = (false, false, false)
        for _ in 0..<Self.attempts {
            do throws(APIError) {
                if try deactivateIfKnown(known, trustingList: trustsList) { isDeactivated = true }
                try client.deleteAccessKey(id: known.id, user: user)
                proof = .proven
                return true
            } catch {
                failure = error
                if error.refusesCaller { throw .api(error) }
                if Evidence.mayDenyKey(error) {
                    let verdict = try judgeDenial(of: known.id)
                    switch verdict {
                    case .moved: continue
                    case .listed(let key):
                        // An earlier deletion may be done, and the list behind it. What has expired may be denied for ever.
                        if Evidence.deniesKey(error), !hasPassed(key.expiresAt ?? known.expiresAt) {
                            isContradicted = true
                        }
                    case .absent, .unseen:
                        if isProven(verdict, error, of: known, since: date) { return false }
                        // Another day would prove no more.
                        if error.outcome != .unknown, !isWord(error, of: known) {
                            absentSince = nil
                        }
                        // What another has said proves nothing, and the deletion is sent again.
                        if error.outcome != .unknown || (verdict == .absent && isOld(date)) {
                            throw .unknownKey(
                                accessKeyID: known.id, isEverybodyAsked: verdict == .absent,
                                isDeactivated: isDeactivated, error)
                        }
                    }
                }
                // It may be gone all the same: then OUTSCALE denies it from now on.
                if error.mayAnswerRepeat, !Evidence.deniesKey(error) {
                    switch try judgeDenial(of: known.id) {
                    case .moved, .listed: isUnlisted = false
                    case .absent, .unseen: isUnlisted = true
                    }
                }
                // The list that said it was inactive may have been old.
                trustsList = false
            }
        }
        guard let failure else { throw .notConfirmed(accessKeyID: known.id) }
        if isUnlisted { throw .unconfirmed(accessKeyID: known.id, failure) }
        throw isContradicted ? .contradicted(accessKeyID: known.id, failure) : .api(failure)
    }

    /// Makes the key inactive, unless that may be refused because there is no such key: then the deletion tells.
    private mutating func deactivateIfKnown(
        _ known: KnownKey, trustingList: Bool
    ) throws(APIError) -> Bool {
        do { return try deactivate(known, trustingList: trustingList) } catch {
            guard Evidence.deniesKey(error) || error.outcome == .doubtful else { throw error }
            return false
        }
    }

    /// Whether a denial proves that there is no such key: OUTSCALE says so itself, or a problem (RFC 9457) that may be
    /// its word and has no code that would tell; everybody's list was read, and none has it; the key is too old for
    /// OUTSCALE not to know it yet, and it was the same a quarantine ago, since the list of users may be behind.
    ///
    /// Lists may leave out what has expired, and a problem may say just that; its user may be renamed.
    private func isProven(
        _ denial: Denial, _ error: APIError, of known: KnownKey, since date: Date
    ) -> Bool {
        denial == .absent && isWord(error, of: known) && isOld(date)
    }

    private func isWord(_ error: APIError, of known: KnownKey) -> Bool {
        hasPassed(known.expiresAt)
            ? Evidence.deniesKeyAlone(error)
            : Evidence.deniesKey(error) || error.outcome == .doubtful
    }

    /// Whether the key has been absent for so long, and is so old, that its absence counts.
    private func isOld(_ date: Date) -> Bool {
        guard let absentSince else { return false }
        return Evidence(context: context).absenceCounts(since: max(date, absentSince))
    }

    /// Sends a deletion again that OUTSCALE has accepted, where it still lists the key: it may have had no effect. A
    /// denial says nothing new.
    mutating func repeatDeletion(of known: KnownKey) throws(LifecycleError) {
        // Its own signatures may be refused from now on.
        guard signer != known.id, try isStillListed(known.id) else { return }
        do throws(APIError) {
            _ = try deactivate(known, trustingList: false)
            try client.deleteAccessKey(id: known.id, user: user)
        } catch {
            guard Evidence.mayDenyKey(error) else { throw .api(error) }
        }
    }

    private mutating func isStillListed(_ id: String) throws(LifecycleError) -> Bool {
        do {
            if try search.isUnlisted(id, of: user) { return false }
        } catch { throw .unconfirmed(accessKeyID: id, error) }
        switch try judgeDenial(of: id) {
        case .listed, .moved: return true
        case .absent, .unseen: return false
        }
    }

    /// Looks until OUTSCALE lists a key no more whose deletion it has accepted.
    func confirmEnd(of id: String) throws(LifecycleError) {
        // Nobody else looks, and its own signatures are refused from now on.
        guard signer != id else { return }
        let isGone: Bool?
        do {
            isGone = try context.lookRepeatedly { () throws(APIError) in
                try search.isUnlisted(id, of: user) ? true : nil
            }
        } catch { throw .unconfirmed(accessKeyID: id, error) }
        guard isGone != nil else { throw .stillListed(accessKeyID: id) }
        try requireCaller(for: id)
    }

    /// Once the key that signs is inactive, it can't delete itself any more.
    ///
    /// - Returns: whether OUTSCALE has accepted a change.
    private mutating func deactivate(
        _ known: KnownKey, trustingList: Bool
    ) throws(APIError) -> Bool {
        guard signer != known.id else { return false }
        let listed = try search.keyIfReadable(known.id, of: user)
        guard listed?.state != .inactive || !trustingList else { return false }
        var before = listed.map(KnownKey.init) ?? known
        before.expiresAt = before.expiresAt ?? known.expiresAt
        _ = try send(
            before, KeyUpdate(.state(.inactive), keepingExpiry: before.expiresAt), isEnding: true)
        return true
    }
}

extension UnlockedVault {
    /// Deletes a key at OUTSCALE under an intent that is open, and returns where its end is proven.
    ///
    /// That OUTSCALE has accepted the deletion is noted at once: it can't say so again.
    mutating func delete(
        _ known: KnownKey, by change: inout ConfirmedChange, under intent: inout Intent
    ) throws(LifecycleError) {
        try hold(intent)
        if intent.acceptedDeletions.contains(known.id) {
            change.proof = try contents.proof(for: intent, by: change.client)
            try change.repeatDeletion(of: known)
        } else {
            change.absentSince = intent.absentSince
            let isAccepted: Bool
            do { isAccepted = try change.requestDeletion(of: known) } catch {
                try noteAbsence(seenBy: change, under: &intent)
                throw error
            }
            guard isAccepted else { return }
            intent.acceptedDeletions.append(known.id)
            intent.caller = try contents.caller(of: change.client, in: intent.profile)
            try note(intent, change.context)
        }
        try change.confirmEnd(of: known.id)
    }

    /// Takes down since when the key is absent: its absence counts once that is long ago.
    mutating func noteAbsence(
        seenBy change: ConfirmedChange, under intent: inout Intent
    ) throws(LifecycleError) {
        guard intent.absentSince != change.absentSince else { return }
        intent.absentSince = change.absentSince
        try note(intent, change.context)
    }

    /// The same of a key whose secret is kept until its end is proven: one that is absent, and too young for that to be
    /// a proof, is waited for.
    mutating func deleteOrWait(
        _ known: KnownKey, by change: inout ConfirmedChange, under intent: inout Intent
    ) throws(LifecycleError) {
        do { try delete(known, by: &change, under: &intent) } catch {
            throw error.ofAbsence(
                under: intent, lastSeen: known.lastSeen ?? change.context.now(), change.context)
        }
    }
}

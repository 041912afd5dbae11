import APIClient
import SecretMemory
import Vault

/// What follows once the secret is safe: nothing here can lose it, so failures become remarks.
extension IssueKey {
    func finish(
        _ stored: KeyRecord, intent: Intent, issued: borrowing IssuedAccessKey,
        in vault: inout UnlockedVault
    ) -> IssuedKey {
        var record = stored
        var remarks = remarksOnAnswer(issued.accessKey, intent: intent)
        let (verification, seen) = verify(record, secret: issued.secret, tag: intent.tag)
        if verification.isProof { record.verifiedAt = context.now() }
        let isEchoed = issued.accessKey.tag == intent.tag
        let listed = look(for: record, intent, seen, verification, isEchoed: isEchoed)
        // Who wants no call gets none.
        let isShown = listed.contains {
            $0.tag == intent.tag && $0.id.isSameKey(as: record.accessKeyID)
        }
        let isMatched = isShown || (isEchoed && verification.isNotTried)
        let twins = listed.filter {
            $0.tag == intent.tag && !$0.id.isSameKey(as: record.accessKeyID)
        }
        if let remark = delete(twins, of: intent) { remarks.append(remark) }
        remarks += setUserTag(
            of: &record, signer: (try? vault.contents.signer(of: record.profile)) ?? nil)
        if let remark = close(intent, record, matched: isMatched, in: &vault) {
            remarks.append(remark)
        }
        return IssuedKey(key: record, verification: verification, remarks: remarks)
    }

    private func remarksOnAnswer(_ key: AccessKey, intent: Intent) -> [IssuedKey.Remark] {
        var remarks: [IssuedKey.Remark] = []
        if key.tag != intent.tag { remarks.append(.tagNotEchoed) }
        if request.isCut { remarks.append(.expiryCut) }
        // If the answer left it out, it is unknown, and we say so.
        if let expiry = key.expiresAt, expiry != request.expiresAt {
            remarks.append(.expiryDiffers)
        }
        return remarks
    }

    /// Something on the way has sent the request twice: nobody has the secrets of these keys. The intent may be settled
    /// by now; what is left of them is an orphan to a reconciliation.
    private func delete(
        _ twins: [AccessKey], of intent: Intent
    ) -> IssuedKey.Remark? {
        guard !twins.isEmpty else { return nil }
        let ids = twins.map(\.id)
        do throws(LifecycleError) {
            for twin in twins {
                var change = ConfirmedChange(client: client, user: intent.key.user, context)
                guard try change.requestDeletion(of: KnownKey(twin)) else { continue }
                try change.confirmEnd(of: twin.id)
            }
            return .twinsDeleted(ids)
        } catch { return .twinsLeft(ids, error) }
    }

    /// What carries the creation's Tag, if the key's own look has not shown the key itself: then a list is behind, and
    /// would not show a twin either.
    ///
    /// Where the user's own Tag is to take this one's place, the list is waited for, as it is afterwards in any case.
    private func look(
        for record: KeyRecord, _ intent: Intent, _ seen: [AccessKey],
        _ verification: Verification, isEchoed: Bool
    ) -> [AccessKey] {
        let id = record.accessKeyID
        guard !verification.isNotTried, !seen.contains(where: { $0.id.isSameKey(as: id) }) else {
            return seen
        }
        let isWaiting = request.tag != nil && isEchoed
        if case .works = verification, !isWaiting { return seen }
        var listed = seen
        let search = KeySearch(client: client, context: context)
        let patience = isWaiting ? context : context.lookingOnce
        _ = try? patience.lookRepeatedly { () throws(APIError) -> Bool? in
            listed = try search.keys(tagged: intent.tag, of: record.user).map(\.key)
            return listed.contains { $0.id.isSameKey(as: id) } ? true : nil
        }
        return listed
    }

    /// - Returns: whether the key works, and all keys that carry the creation's Tag.
    private func verify(
        _ record: KeyRecord, secret: borrowing SecretBytes, tag: String
    ) -> (Verification, listed: [AccessKey]) {
        guard let signing = verifier?(record.accessKeyID, secret.prefix(secret.count)) else {
            return (.notTried, [])
        }
        var verification = KeyVerification(client: signing, context: context, tag: tag)
        let verdict = verification.run(accessKeyID: record.accessKeyID)
        return (verdict, verification.listed)
    }

    /// Replaces the intent's Tag by the user's. The answer to the creation may have left the expiry out: what OUTSCALE
    /// lists counts, then what was asked.
    private func setUserTag(
        of record: inout KeyRecord, signer: String?
    ) -> [IssuedKey.Remark] {
        guard let tag = request.tag else { return [] }
        var change = ConfirmedChange(client: client, user: record.user, signer: signer, context)
        var known = KnownKey(record)
        known.expiresAt = record.expiresAt ?? request.expiresAt
        do throws(LifecycleError) {
            record.align(with: try change.update(known, .tag(tag)))
        } catch {
            // The change itself may have been accepted, and with it another expiry.
            if change.isCut { record.expiresAt = change.accepted?.expiresAt ?? record.expiresAt }
            return [.userTagNotSet(error)] + (change.isCut ? [.expiryCut] : [])
        }
        if change.isCut { return [.expiryCut] }
        return record.expiresAt != known.expiresAt ? [.expiryDiffers] : []
    }

    /// Settles the creation. If no list has shown its Tag on the key, lists may be behind and have a twin of it, or the
    /// answer may have been another request's: then the Tag stays watched.
    private func close(
        _ intent: Intent, _ record: KeyRecord, matched isMatched: Bool,
        in vault: inout UnlockedVault
    ) -> IssuedKey.Remark? {
        let now = context.now()
        let isOver = isMatched || Evidence(context: context).absenceCounts(since: intent.startedAt)
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.update(record)
                if isOver {
                    try transaction.settle(intent: intent.id)
                } else {
                    try transaction.requireHeld(intent.advanced(to: .stored))
                    try transaction.take(
                        intent.advanced(to: .watched, accessKeyID: record.accessKeyID)
                            .knowing([record.accessKeyID]))
                }
                guard record.verifiedAt != nil else { return }
                try transaction.record(AuditEvent(at: now, .verified, key: record))
            }
        } catch { return .verificationNotStored(error) }
        vault.discardLanding(of: intent)
        return nil
    }
}

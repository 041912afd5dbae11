import APIClient
package import Vault

/// Makes vault and OUTSCALE agree again.
extension Reconciliation {
    /// Writes OUTSCALE's facts, the owner too, into the vault's records, unless a list is behind them. Deletes nothing, here
    /// or there.
    ///
    /// - Returns: how many records were changed.
    package func align(
        _ findings: [Finding], in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Int {
        let drifted = findings.filter(\.isAlignable)
        let news = try callerNews(in: findings, vault.contents)
        guard !drifted.isEmpty || news != nil else { return 0 }
        try vault.commit(context) { transaction, now throws(VaultError) in
            for id in news?.keys ?? [] {
                guard var record = try transaction.contents.key(id: id) else { continue }
                record.caller = news?.caller
                try transaction.update(record)
            }
            for finding in drifted {
                guard let cloud = finding.cloud, let key = finding.key,
                    var record = try transaction.contents.key(id: key.id)
                else { continue }
                if !record.isAhead(of: cloud) { record.align(with: cloud) }
                record.user = finding.user
                try transaction.update(record)
                try transaction.record(AuditEvent(at: now, .aligned, key: record))
            }
        }
        return drifted.count
    }

    /// The keys that this caller's lists have and another's had before: this one's would show their end from now on.
    ///
    /// - Returns: `nil` where the records say so already.
    private func callerNews(
        in findings: [Finding], _ contents: VaultContents
    ) throws(LifecycleError) -> (caller: String, keys: [RecordID])? {
        let listed = findings.filter { $0.cloud != nil }.compactMap(\.key)
        // All are of the profile that is compared.
        guard let profile = listed.first?.profile else { return nil }
        let caller = try contents.caller(of: client, in: profile)
        let keys = listed.filter { $0.caller != caller }.map(\.id)
        return keys.isEmpty ? nil : (caller, keys)
    }

    /// Tries the keys that OUTSCALE lists as active and that were never proven.
    ///
    /// - Returns: how many work.
    package func verify(
        _ findings: [Finding], with clients: OutscaleClients, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Int {
        var count = 0
        for finding in findings where finding.cloud?.state != .inactive {
            guard finding.cloud != nil, let key = finding.key,
                let record = try vault.contents.record(key.id),
                record.verifiedAt == nil, !record.hasExpired(at: context.now()),
                let proof = ProveKey(clients: clients, context: context).run(record, in: vault),
                proof.isProof
            else { continue }
            try vault.noteProof(of: record, context)
            count += 1
        }
        return count
    }

    /// Deletes a key that this vault has made or deleted before and that nobody has a secret of, under an intent of its own.
    ///
    /// - Returns: why it stays, where it has expired and OUTSCALE refuses to delete it: then nothing more can be done.
    package func delete(
        orphan finding: Finding, of profile: Profile, endpoint: String,
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> LifecycleError? {
        guard finding.kind == .orphan, let cloud = finding.cloud,
            let name = EntryName(cloud.id)
        else { return nil }
        var record = KeyRecord(
            id: .random(), name: name, profile: profile.id, user: finding.user,
            accessKeyID: cloud.id, state: KeyState(cloud.state), createdAt: cloud.createdAt,
            expiresAt: cloud.expiresAt, tag: cloud.tag, storedAt: context.now(), verifiedAt: nil)
        record.caller = try vault.contents.caller(of: client, in: profile.id)
        do {
            try DeleteKey(record, client: client, endpoint: endpoint, context: context)
                .run(in: &vault, holding: lock)
        } catch {
            guard error.isFinal(afterExpiryAt: cloud.expiresAt, context) else { throw error }
            return error
        }
        return nil
    }
}

extension Finding {
    /// Whether OUTSCALE's facts can be written into the vault.
    fileprivate var isAlignable: Bool {
        switch kind {
        case .stateDrift, .expiryDrift, .tagDrift: !isOfOldList
        case .ownerDrift: true
        case .matched, .localOnly, .unread, .cloudOnly, .otherProfile, .pending, .orphan: false
        }
    }
}

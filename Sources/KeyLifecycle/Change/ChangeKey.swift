package import APIClient
package import Vault

/// Changes a key's state, expiry or Tag at OUTSCALE, then in the vault.
///
/// The intent holds what was asked and nothing else: whatever finishes it leaves all the rest as OUTSCALE has it by
/// then.
package struct ChangeKey {
    let key: KeyRecord
    let change: KeyChange
    let mayBeCut: Bool
    let client: OutscaleClient
    let endpoint: String
    let context: LifecycleContext

    /// - Parameter mayBeCut: whether a ceiling of the account may cut an expiry: no person has named the date.
    package init(
        _ key: KeyRecord, _ change: KeyChange, mayBeCut: Bool = false, client: OutscaleClient,
        endpoint: String,
        context: LifecycleContext
    ) {
        self.key = key
        self.change = change
        self.mayBeCut = mayBeCut
        self.client = client
        self.endpoint = endpoint
        self.context = context
    }

    /// Makes the change.
    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> ChangedKey {
        let (change, isCut) = try allowed()
        let confirmed = try ConfirmedChange(of: key, client: client, in: vault.contents, context)
        let intent = Intent(changing: key, change, endpoint: endpoint, context)
        try vault.open(intent, context)
        do {
            var changed = try FinishChange(change: confirmed).run(intent, change, in: &vault)
            changed.isCut = changed.isCut || isCut
            return changed
        } catch let failure {
            let error = failure.interrupting(intent)
            // OUTSCALE itself has said that it changed nothing.
            guard error.isFinalRefusal else { throw error.leavingOpen(intent) }
            try vault.settle(intent, context)
            throw error.ofChangeGivenUp
        }
    }

    /// An expiry within the account's ceiling; every other change as it is.
    private func allowed() throws(LifecycleError) -> (KeyChange, isCut: Bool) {
        guard case .expiry(let wanted) = change else { return (change, false) }
        let allowed = try ExpiryCeiling(client: client, context: context)
            .allow(wanted, mayBeCut: mayBeCut)
        return (.expiry(allowed.expiresAt), allowed.isCut)
    }
}

/// Makes what an update's intent asks true, at OUTSCALE and then in the vault; recovery does the same.
struct FinishChange {
    let change: ConfirmedChange

    func run(
        _ intent: Intent, _ asked: KeyChange, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> ChangedKey {
        let context = change.context
        // The key is gone from the vault, so there is nothing left to change.
        guard var record = try vault.contents.record(intent.key.record) else {
            try vault.settle(intent, context)
            throw .vault(.noSuchEntry(.key, intent.key.name.description))
        }
        let hadExpired = record.hasExpired(at: context.now())
        var change = change
        change.cutsKeptExpiry = asked.mayShortenLife
        try vault.hold(intent)
        let changed = try change.update(KnownKey(record), asked)
        record.align(
            with: changed,
            seenBy: try vault.contents.caller(of: change.client, in: record.profile))
        record.user = change.user
        if asked.bringsBackIntoUse { record.retiredAt = nil }
        let aligned = record
        let overtaken = vault.contents.intents.filter { $0.isOvertaken(by: intent, asked) }
        try vault.settle(intent, as: asked.auditAction, context) {
            transaction throws(VaultError) in
            try transaction.update(aligned)
            for older in overtaken { try transaction.settle(intent: older.id) }
        }
        var result = ChangedKey(key: aligned, isAsAsked: asked.holds(for: changed))
        result.isCut = change.isCut
        result.isRedated =
            hadExpired && aligned.state == .inactive
            && !aligned.hasExpired(at: context.now())
        return result
    }
}

extension Intent {
    /// Whether it is an older change of the same thing. If it were finished later, it would undo the newer one.
    fileprivate func isOvertaken(by newer: Intent, _ asked: KeyChange) -> Bool {
        guard case .update(let update) = work, id != newer.id,
            update.accessKeyID == newer.accessKeyID, startedAt <= newer.startedAt
        else { return false }
        return switch (update.change, asked) {
        case (.state, .state), (.expiry, .expiry), (.tag, .tag): true
        default: false
        }
    }
}

extension KeyChange {
    /// Whether whoever asks for it expects the key's life to be shortened by it, or not to matter.
    fileprivate var mayShortenLife: Bool {
        switch self {
        case .state(.inactive), .expiry: true
        case .state, .tag: false
        }
    }

    fileprivate var auditAction: AuditEvent.Action {
        switch self {
        case .state(let state): state == .active ? .enabled : .disabled
        case .expiry: .expiryChanged
        case .tag: .tagChanged
        }
    }
}

extension VaultContents {
    /// The access key id of the key that signs a profile's calls.
    func signer(of profile: RecordID) throws(LifecycleError) -> String? {
        guard let key = self.profile(id: profile)?.signingKey else { return nil }
        return try record(key)?.accessKeyID
    }
}

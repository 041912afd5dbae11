import FoundationEssentials
import Vault

/// The journal as the lifecycle writes it: every change at OUTSCALE is in it before it happens.
extension UnlockedVault {
    /// Makes `body` one transaction, and gives it the time.
    mutating func commit(
        _ context: LifecycleContext,
        _ body: (inout VaultTransaction, Date) throws(VaultError) -> Void
    ) throws(LifecycleError) {
        let now = context.now()
        do throws(VaultError) {
            try commit(at: now) { transaction throws(VaultError) in try body(&transaction, now) }
        } catch { throw .vault(error) }
    }

    /// When this returns, the intent is durable, with what `body` adds. From here on a crash leaves a trace.
    mutating func open(
        _ intent: Intent, as action: AuditEvent.Action = .intentOpened,
        _ context: LifecycleContext,
        _ body: (inout VaultTransaction) throws(VaultError) -> Void = { _ in }
    ) throws(LifecycleError) {
        try commit(context) { transaction, now throws(VaultError) in
            try transaction.requireNobodyElse(at: intent, now, context)
            try body(&transaction)
            try transaction.put(intent)
            try transaction.record(AuditEvent(at: now, action, intent: intent))
        }
    }

    /// Writes something that belongs to no open intent.
    mutating func record(_ event: AuditEvent) throws(LifecycleError) {
        do {
            try commit(at: event.at) { transaction throws(VaultError) in
                try transaction.record(event)
            }
        } catch { throw .vault(error) }
    }

    /// Writes what was learnt about an open intent.
    mutating func note(_ intent: Intent, _ context: LifecycleContext) throws(LifecycleError) {
        try commit(context) { transaction, _ throws(VaultError) in
            try transaction.renew(intent)
        }
    }

    /// What comes before each call to OUTSCALE that changes something: nobody has taken the intent over.
    mutating func hold(_ intent: Intent) throws(LifecycleError) {
        do throws(VaultError) { try requireHeld(intent) } catch { throw .vault(error) }
    }

    /// Nothing is owed any more; what `body` adds happens in the same transaction.
    ///
    /// - Parameter accessKeyID: the key that became of it, where the intent does not tell.
    mutating func settle(
        _ intent: Intent, as action: AuditEvent.Action = .intentSettled,
        about accessKeyID: String? = nil, _ context: LifecycleContext,
        _ body: (inout VaultTransaction) throws(VaultError) -> Void = { _ in }
    ) throws(LifecycleError) {
        do {
            try commit(context) { transaction, now throws(VaultError) in
                try transaction.requireHeld(intent)
                try body(&transaction)
                try transaction.settle(intent: intent.id)
                try transaction.record(
                    AuditEvent(at: now, action, intent: intent, accessKeyID: accessKeyID))
            }
        } catch { throw error.interrupting(intent) }
    }

    /// As far as anybody can see, nothing of a creation is left to do. Its key may still appear, once or twice, until the
    /// quarantine is over, and its Tag stays watched until then.
    mutating func close(
        _ intent: Intent, as action: AuditEvent.Action = .intentSettled,
        _ context: LifecycleContext
    ) throws(LifecycleError) {
        guard !Evidence(context: context).absenceCounts(since: intent.startedAt) else {
            return try settle(intent, as: action, context)
        }
        do {
            try commit(context) { transaction, now throws(VaultError) in
                try transaction.renew(intent.advanced(to: .watched))
                try transaction.record(AuditEvent(at: now, action, intent: intent))
            }
        } catch { throw error.interrupting(intent) }
    }

    /// Removes the landing file of an intent whose key is in the vault or was never made.
    ///
    /// A failure is left to the next command's recovery: what has landed is in the vault by now.
    borrowing func discardLanding(of intent: Intent) {
        try? discardLanding(of: intent.id)
    }
}

extension VaultContents {
    /// Whether a creation will bring no key any more: it is settled, or only watched.
    func hasEnded(_ issuing: Intent) -> Bool {
        intent(id: issuing.id).map(\.isWatched) ?? true
    }
}

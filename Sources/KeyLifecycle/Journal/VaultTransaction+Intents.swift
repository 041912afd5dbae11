import FoundationEssentials
import Vault

extension VaultTransaction {
    /// The intent is the lock: whoever of a team commits one first that ends or replaces a key has that key.
    ///
    /// - Throws: ``VaultError/intentTaken(_:by:)`` if another member is at the same key, and one of the two ends it.
    func requireNobodyElse(
        at intent: Intent, _ now: Date, _ context: LifecycleContext
    ) throws(VaultError) {
        guard context.member != nil else { return }
        for other in contents.intents where other.isOthers(context) {
            guard intent.endsAKey || other.endsAKey, !other.isResting(at: now, host: context.host),
                !other.keysTouched.isDisjoint(with: intent.keysTouched)
            else { continue }
            throw .intentTaken(other.key.name, by: holderName(of: other))
        }
    }
}

extension Intent {
    /// Whether a key is deleted or replaced by it.
    fileprivate var endsAKey: Bool { isDeletion || rotation != nil }

    /// The records of the keys that it works on.
    fileprivate var keysTouched: Set<RecordID> {
        Set([key.record, rotation?.previous].compactMap(\.self))
    }
}

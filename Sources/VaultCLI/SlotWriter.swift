import Vault

/// Puts other slots into the vault, in one transaction with what the audit log says of it.
struct SlotWriter {
    private let opening: VaultOpening
    private let context: CommandContext

    init(_ opening: VaultOpening, _ context: CommandContext) {
        (self.opening, self.context) = (opening, context)
    }

    /// All or nothing: where another command has changed the slots since, nothing is.
    func write(
        _ slots: KeySlots, by opened: borrowing OpenedSlot, in locked: LockedVault,
        _ action: AuditEvent.Action, _ detail: String
    ) throws {
        let key = opened.key
        var vault = try locked.unlock(with: opening.witnessed(key, of: locked))
        opening.tell(vault)
        let (now, old) = (context.now(), opened.slots)
        try vault.commit(at: now) { transaction throws(VaultError) in
            try transaction.replace(old, with: slots)
            try transaction.record(AuditEvent(at: now, action: action, detail: detail))
        }
    }
}

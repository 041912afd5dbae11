import FoundationEssentials

/// The intent is the lock: whoever commits one has it until another commits that they have it.
extension UnlockedVault {
    /// Looks on a team's server whether an intent is still in the same hands. In a private vault the lock of its commands
    /// sees to that.
    ///
    /// - Throws: ``VaultError/intentTaken(_:by:)``.
    package mutating func requireHeld(_ intent: Intent) throws(VaultError) {
        guard let store = store as? TeamStore else { return }
        try store.catchUp()
        try store.snapshot { () throws(VaultError) in try state.refresh() }
        try state.requireHeld(intent)
    }

    /// The name of the team's member who answers for an intent; `nil` in a private vault.
    package func holderName(of intent: Intent) -> EntryName? { state.holderName(of: intent) }
}

extension LoadedVault {
    /// - Parameter intent: as somebody knows it who goes on with it.
    func requireHeld(_ intent: Intent) throws(VaultError) {
        guard let now = intents[intent.id] else { throw .intentTaken(intent.key.name, by: nil) }
        guard now.hasHolder(of: intent) else {
            throw .intentTaken(intent.key.name, by: holderName(of: now))
        }
        // Its secret has come after all, while somebody was looking for a key without one.
        guard now.issue?.phase == .stored, intent.issue?.phase != .stored,
            try storedKey(intent.key.record) != nil
        else { return }
        throw .intentTaken(intent.key.name, by: holderName(of: now))
    }

    func holderName(of intent: Intent) -> EntryName? {
        guard let roster = (store as? TeamStore)?.history.roster, let member = intent.holder?.member
        else { return nil }
        return roster.memberOrFormer(member)?.name
    }
}

import Vault

/// An admin accepts that events of the team's log are gone: after a question that names each, and its member.
struct LossAcceptance {
    let options: GlobalOptions
    let context: CommandContext

    /// - Returns: the vault as it is afterwards.
    func run(
        in vault: consuming UnlockedVault, holding lock: borrowing VaultLock
    ) throws -> UnlockedVault {
        try vault.requireRole(.admin)
        // What this machine still has of its own is put back by that.
        let trail = try vault.memberTrail()
        if let told = trail.putBack { context.console.note(TeamNote.text(told), .warning) }
        let open = trail.losses.filter { !$0.isAccepted }
        guard !open.isEmpty else {
            context.console.note("the team's log has no gap that is not known.")
            return vault
        }
        for loss in open { context.console.note("\(loss.finding.sentence).", .warning) }
        let question =
            "A member's own machine puts back what it has with its next command. Accept that no machine has the rest any more?"
        try lock.released { try Confirmation.require(question, options: options) }
        // Others may have changed the vault while a person was asked.
        var fresh = try vault.reopened()
        try fresh.accept(open, at: context.now())
        context.console.note(
            "\(counted(open.count, "gap")) of the team's log \(open.count == 1 ? "is" : "are") known from now on; any other one ends "
                + "'vault verify' with 65 as before.")
        return fresh
    }
}

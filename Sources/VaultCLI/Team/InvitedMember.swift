import FoundationEssentials
import Vault

/// Lets somebody in as soon as they have joined.
struct InvitedMember {
    let name: EntryName
    let context: CommandContext

    private static let seconds = 2.0

    /// Waits until the request is there. Whatever ends it, the invitation stays.
    func admit(in vault: inout UnlockedVault, until end: Date) throws {
        context.console.note(
            "waiting for '\(name)' to join. You may stop this; 'vault member admit \(name)' lets them in later."
        )
        while try !vault.requests().contains(name) {
            guard context.now() < end else {
                throw Failure(.team(.noRequest(name)))
            }
            context.pause(Self.seconds)
        }
        try vault.admit(name, at: context.now())
        context.console.sentence("Admitted \(name).")
    }
}

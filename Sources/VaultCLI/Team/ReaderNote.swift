import FoundationEssentials
import KernelText
import KeyLifecycle
import Vault

/// What was begun by whoever has become a reader since: none of a reader's commands ends it.
extension PendingNote {
    /// - Parameter team: the team as whoever asks sees it; `nil` for a private vault.
    func text(_ intent: Intent, in team: TeamView?) throws -> String {
        guard let own = team?.own, own.role < .writer, intent.holder?.member == own.id else {
            return try text(intent)
        }
        let begun =
            "pending: you began something at '\(intent.key.name)' at \(UTCDate.iso(intent.startedAt)), and are a reader by now. "
        guard intent.issue != nil else {
            return begun + "A writer's 'vault recover --adopt' ends it."
        }
        return begun
            + "If its secret is on this machine, 'vault team leave --to FILE' takes it into a private vault. A writer's 'vault recover "
            + "--adopt' ends the creation, and deletes the key at OUTSCALE."
    }
}

extension UnlockedVault {
    /// Throws where the member may not change keys; what waits on this machine for a writer is named with its way out.
    borrowing func requireWriter() throws {
        guard let own = team?.own, own.role < .writer,
            let landed = try landedSecrets().lazy.compactMap({ $0.key?.record }).first
        else { return try requireRole(.writer) }
        throw Failure(
            .notPermitted, "team",
            "you are a reader of this team, and the secret of '\(landed.name)' (\(landed.accessKeyID)) waits on this machine for a "
                + "writer. 'vault team leave --to FILE' takes it into a private vault; or an admin makes you a writer again ('vault member "
                + "role'), and 'vault recover' stores it. Nothing was changed.")
    }
}

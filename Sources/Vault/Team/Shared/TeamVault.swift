package import FoundationEssentials
import KernelText
import PostgreSQL
package import SecretMemory

/// A team's vault: founding it, joining it, opening it.
package enum TeamVault {
    /// Founds a team in an empty database: a private vault's content under a new id and key.
    ///
    /// The private vault is not changed, and nothing of it opens the team's. Its spool is folded before.
    ///
    /// - Throws: ``TeamError/vaultExists``, ``TeamError/pendingWork`` while an intent is open.
    package static func create(
        at place: TeamPlace, founder name: EntryName, from vault: borrowing UnlockedVault,
        password: borrowing SecretBytes, recoveryCode: borrowing RecoveryCode?,
        cost: KeyDerivationParameters, at date: Date
    ) throws(VaultError) {
        let vaultID = RecordID.random()
        let seed = SecretBytes(randomCount: MemberKeys.seedCount)
        let founding = try TeamFounding(
            vaultID, name, seed: seed, recoveryCode: recoveryCode, at: date)
        let write = try founding.write(vault.copied(under: founding.key, at: date))
        let connection = try DatabaseConnection.opened(place)
        try requireEmpty(connection)
        try requireNothingSeen(at: place)
        let file = try MemberFile(
            sealing: seed, of: founding.founder, in: vaultID, founding: founding.roster.founding,
            under: password, cost: cost)
        let kept = try KeptMember(
            file, TeamPin(vaultID: vaultID, founding: founding.roster.founding), at: place)
        do throws(VaultError) {
            try Durability.begin(on: connection)
            try TeamCommit(write: write, place: place).run(
                on: connection
            ) { _ in }
        } catch {
            if error != .team(.unclear) { kept.takeBack() }
            throw error == .team(.overtaken) ? .team(.vaultExists) : error
        }
        let head = TeamPoint(
            epoch: write.epoch, head: write.manifest.head, rosterCount: founding.roster.count,
            rosterHead: founding.roster.head)
        try TeamMark(vaultID: vaultID, point: head).raise(in: place.stateDirectory)
    }

    static func requireEmpty(_ connection: DatabaseConnection) throws(VaultError) {
        do throws(DatabaseError) {
            let found = try connection.run(
                DatabaseStatement("SELECT count(*) FROM osc_vault.manifest"))
            guard found.integer(0, 0) == 0 else { throw DatabaseError.conflict(constraint: nil) }
        } catch .missing {
            return
        } catch .conflict {
            throw .team(.vaultExists)
        } catch { throw VaultError(error) }
    }

    /// An empty database is no place that has shown this machine a vault. A vault that never opened here may be one whose
    /// creation failed.
    private static func requireNothingSeen(at place: TeamPlace) throws(VaultError) {
        guard let pin = try TeamPin.read(for: place),
            try TeamMark.read(of: pin.vaultID, in: place.stateDirectory) != nil
        else { return }
        throw place.told(.team(.noVault))
    }
}

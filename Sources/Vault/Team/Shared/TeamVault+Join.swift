package import FoundationEssentials
import PostgreSQL
package import SecretMemory

extension TeamVault {
    /// Asks to be let in: makes the member's file, and leaves a request on the server. Until an admin has admitted it, opening says
    /// ``TeamError/notAdmitted``.
    ///
    /// - Returns: what the invitation offers.
    /// - Throws: ``TeamError/noSuchInvitation``, ``TeamError/otherTeam``, ``TeamError/otherName(_:)``.
    package static func join(
        at place: TeamPlace, as name: EntryName, code: borrowing InviteCode,
        password: borrowing SecretBytes, cost: KeyDerivationParameters, at date: Date
    ) throws(VaultError) -> Invitation {
        let connection = try connect(place)
        let (vaultID, entries) = try roster(on: connection)
        let invitation: Invitation
        let roster: Roster
        do throws(RosterRefusal) {
            guard let found = try Roster.invitation(for: code, in: entries, of: vaultID) else {
                throw RosterRefusal.noSuchInvitation
            }
            (invitation, roster) = found
        } catch {
            throw .team(error == .noSuchInvitation ? .noSuchInvitation : .otherTeam)
        }
        guard invitation.expires >= date.manifestTime else { throw .team(.noSuchInvitation) }
        guard invitation.name == name else { throw .team(.otherName(invitation.name)) }
        let pin = TeamPin(vaultID: vaultID, founding: roster.founding)
        if let old = try TeamPin.read(for: place), old != pin { throw .team(.otherVault) }
        let seed = SecretBytes(randomCount: MemberKeys.seedCount)
        let member = RecordID.random()
        let file = try MemberFile(
            sealing: seed, of: member, in: vaultID, founding: roster.founding, under: password,
            cost: cost)
        try keep(file, at: place)
        try pin.write(for: place)
        let request = JoinRequest(
            for: invitation.id, as: member, of: vaultID, with: code, by: MemberKeys(seed: seed))
        try send(request, on: connection)
        return invitation
    }

    static func roster(
        on connection: DatabaseConnection
    ) throws(VaultError) -> (RecordID, [SignedStatement]) {
        let answers: [DatabaseRows]
        do throws(DatabaseError) {
            answers = try connection.run([
                DatabaseStatement("SELECT format, id FROM osc_vault.vault"),
                DatabaseStatement("SELECT body, signature FROM osc_vault.roster ORDER BY number"),
            ])
        } catch { throw VaultError(error) }
        guard let id = answers[0].bytes(0, 1).flatMap({ RecordID($0) }) else {
            throw .team(.noVault)
        }
        return (id, try TeamNews.statements(answers[1]))
    }

    private static func send(
        _ request: JoinRequest, on connection: DatabaseConnection
    ) throws(VaultError) {
        do throws(DatabaseError) {
            _ = try connection.run(
                DatabaseStatement(
                    "INSERT INTO osc_vault.request(invite, member, body) VALUES ($1, $2, $3)",
                    [
                        .bytes(request.invitation.bytes), .bytes(request.member.bytes),
                        .bytes(request.bytes),
                    ]))
        } catch { throw VaultError(error) }
    }
}

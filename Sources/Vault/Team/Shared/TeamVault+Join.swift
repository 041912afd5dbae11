package import FoundationEssentials
import KernelText
import PostgreSQL
package import SecretMemory

extension TeamVault {
    /// Asks to be let in: makes the member's file, and leaves a request on the server. Until an admin has admitted it, opening says
    /// ``TeamError/notAdmitted``.
    ///
    /// A machine whose former request was never admitted may ask again by another invitation.
    ///
    /// - Returns: what the invitation offers.
    /// - Throws: ``TeamError/noSuchInvitation``, ``TeamError/otherTeam``, ``TeamError/otherName(_:)``,
    ///   ``TeamError/alreadyAsked``.
    package static func join(
        at place: TeamPlace, as name: EntryName, code: borrowing InviteCode,
        password: borrowing SecretBytes, cost: KeyDerivationParameters, at date: Date
    ) throws(VaultError) -> Invitation {
        let connection = try DatabaseConnection.opened(place)
        let (vaultID, entries): (RecordID, [SignedStatement])
        do throws(VaultError) { (vaultID, entries) = try roster(on: connection) } catch {
            throw place.told(error)
        }
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
        let path = place.memberFilePath(of: vaultID)
        let former = try FormerRequest.read(at: place, of: vaultID)
        var replaced = try DurableFile.read(path, limit: MemberFile.byteCount + 1)
        if let bytes = replaced, let former {
            replaced = try former.replaceableFile(
                bytes, by: invitation, in: roster, at: path, on: connection)
        } else if replaced != nil {
            throw .fileExists(path: path.text)
        }
        let file = try MemberFile(
            sealing: seed, of: member, in: vaultID, founding: roster.founding, under: password,
            cost: cost)
        let request = JoinRequest(
            for: invitation.id, as: member, of: vaultID, with: code, by: MemberKeys(seed: seed))
        try FormerRequest(request, file).write(at: place, of: vaultID)
        let kept = try KeptMember(file, pin, at: place, replacing: replaced)
        do throws(DatabaseError) { try send(request, on: connection) } catch {
            if !error.leavesDoubt {
                kept.takeBack()
                if let former { try former.write(at: place, of: vaultID) }
            }
            throw VaultError(error)
        }
        return invitation
    }

    private static func roster(
        on connection: DatabaseConnection
    ) throws(VaultError) -> (RecordID, [SignedStatement]) {
        let answers = try connection.answers([
            DatabaseStatement("SELECT id FROM osc_vault.vault"),
            DatabaseStatement("SELECT body, signature FROM osc_vault.roster ORDER BY number"),
        ])
        guard let id = answers[0].bytes(0, 0).flatMap({ RecordID($0) }) else {
            throw .team(.noVault)
        }
        return (id, try TeamNews.statements(answers[1]))
    }

    private static func send(
        _ request: JoinRequest, on connection: DatabaseConnection
    ) throws(DatabaseError) {
        _ = try connection.run(
            DatabaseStatement(
                "INSERT INTO osc_vault.request(invite, member, body) VALUES ($1, $2, $3)",
                [
                    .bytes(request.invitation.bytes), .bytes(request.member.bytes),
                    .bytes(request.bytes),
                ]))
    }
}

extension DatabaseError {
    /// Whether a statement outside of a transaction may have been carried out.
    fileprivate var leavesDoubt: Bool {
        switch self {
        case .connectionLost, .timedOut, .unclear, .answerTooLarge: true
        default: false
        }
    }
}

import SecretMemory

extension TeamVault {
    /// Opens the vault as the admin that the recovery code is.
    ///
    /// The code knows of no team: on a machine that has seen nothing of the vault, the server could show another one that names
    /// the code's public keys.
    ///
    /// - Throws: ``TeamError/notAMember`` if the team has no such admin, or no more.
    package static func unlock(
        _ place: TeamPlace, recoveryCode: borrowing RecoveryCode
    ) throws(VaultError) -> UnlockedVault {
        let keys = MemberKeys(recoveryCode: recoveryCode)
        let (vaultID, entries) = try roster(on: connect(place))
        if let pin = try TeamPin.read(for: place), pin.vaultID != vaultID {
            throw .team(.otherVault)
        }
        var roster = Roster(of: vaultID)
        do throws(RosterRefusal) { for entry in entries { try roster.append(entry) } } catch {
            throw .team(.roster(error))
        }
        let own = keys.publicKeys
        guard let member = roster.all.first(where: { $0.keys == own }) else {
            throw .team(.notAMember)
        }
        return try unlock(
            place,
            as: TeamIdentity(member: member.id, vaultID: vaultID, founding: nil, keys: keys))
    }
}

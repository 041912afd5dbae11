import PostgreSQL
import SecretMemory

extension TeamVault {
    /// Opens a team's vault with the recovery code, which is a member and an admin.
    ///
    /// A machine that has seen nothing of the team needs no member's file for it: the roster's first entry is bound to the code.
    ///
    /// - Throws: ``VaultError/wrongPassword`` for another team's code, ``TeamError/otherVault`` for a first entry that only
    ///   looks like this code's, and what opening with a password throws.
    package static func unlock(
        _ place: TeamPlace, recoveryCode: borrowing RecoveryCode
    ) throws(VaultError) -> UnlockedVault {
        try unlock(place, as: identity(of: recoveryCode, at: place))
    }

    /// Puts back what the server has lost and this machine's copy has, by the recovery code.
    package static func putBack(
        _ newest: TeamHead, at place: TeamPlace, recoveryCode: borrowing RecoveryCode
    ) throws(VaultError) {
        let identity = try identity(of: recoveryCode, at: place)
        try MissingEpochs.putBack(
            TeamAccess(place: place, identity: identity), expecting: newest)
    }

    private static func identity(
        of recoveryCode: borrowing RecoveryCode, at place: TeamPlace
    ) throws(VaultError) -> InMemoryIdentity {
        let pin = try TeamPin.read(for: place)
        let (vaultID, first) = try firstEntry(at: place, pin)
        if let pin, pin != TeamPin(vaultID: vaultID, founding: first.head) {
            throw .team(.otherVault)
        }
        return try identity(of: recoveryCode, first, in: vaultID)
    }

    /// - Parameter first: the roster's first entry.
    static func identity(
        of recoveryCode: borrowing RecoveryCode, _ first: SignedStatement, in vaultID: RecordID
    ) throws(VaultError) -> InMemoryIdentity {
        let founding = try founding(first, of: vaultID)
        let keys = MemberKeys(recoveryCode: recoveryCode)
        guard let recovery = founding.recovery, recovery.keys == keys.publicKeys else {
            throw .wrongPassword
        }
        guard founding.isBound(to: recoveryCode, in: vaultID) else { throw .team(.otherVault) }
        return InMemoryIdentity(
            member: recovery.id, vaultID: vaultID, founding: first.head, keys: keys)
    }

    /// From the replica where there is one, so that the code opens it too while the server is away.
    private static func firstEntry(
        at place: TeamPlace, _ pin: TeamPin?
    ) throws(VaultError) -> (RecordID, SignedStatement) {
        if let pin {
            // One that is damaged is made anew once the vault is opened.
            let replica = try? Replica(place.files(of: pin.vaultID), of: pin.vaultID)
            if let first = try? replica?.firstEntry() { return (pin.vaultID, first) }
        }
        let answers = try DatabaseConnection.opened(place).answers([
            DatabaseStatement("SELECT id FROM osc_vault.vault"),
            DatabaseStatement("SELECT body, signature FROM osc_vault.roster WHERE number = 0"),
        ])
        guard let id = answers[0].bytes(0, 0).flatMap({ RecordID($0) }),
            let first = try TeamNews.statements(answers[1]).first
        else { throw .team(.noVault) }
        return (id, first)
    }

    private static func founding(
        _ first: SignedStatement, of vaultID: RecordID
    ) throws(VaultError) -> RosterEntry.Founding {
        var roster = Roster(of: vaultID)
        do throws(RosterRefusal) {
            try roster.append(first)
            let content = first.unverifiedContent(
                .roster, of: vaultID, after: SignedStatement.origin)
            guard let content, let entry = try? RosterEntry(reading: content),
                case .found(let founding) = entry.change
            else { throw RosterRefusal.malformed }
            return founding
        } catch { throw .team(.history(.roster(number: 0, error))) }
    }
}

// Until the store brings it.
extension TeamVault {
    package static func unlock(_ place: TeamPlace, recoveryCode: borrowing RecoveryCode)
        throws(VaultError) -> UnlockedVault
    { throw .team(.notAMember) }
}

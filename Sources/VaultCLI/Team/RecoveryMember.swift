import Vault

/// The recovery code among the members: nobody sees at its name what goes with it.
enum RecoveryMember {
    /// Asks before the code loses its office, and says what is lost.
    ///
    /// - Returns: whether it was the code that was named; then it is answered.
    @discardableResult
    static func confirm(
        _ question: String, changing name: EntryName, in vault: borrowing UnlockedVault,
        options: GlobalOptions
    ) throws -> Bool {
        guard vault.team?.recoveryCode?.name == name else { return false }
        guard !options.yes else { return true }
        let loss =
            "That is the team's recovery code, which brings it back if the admins lose their machines. No other one can be made "
            + "for this team."
        guard
            try Confirmation.isGiven(
                "\(question) \(loss)",
                withoutTerminal:
                    "\(loss) Nothing was changed, since there is no terminal to ask on. Give -y if you are sure."
            )
        else { throw Failure.declined }
        return true
    }
}

extension UnlockedVault {
    /// Throws where nobody has that name, before anybody is asked about them.
    borrowing func requireMember(_ name: EntryName) throws(VaultError) {
        guard let team, !team.members.contains(where: { $0.name == name }) else { return }
        throw .team(.noSuchMember(name))
    }
}

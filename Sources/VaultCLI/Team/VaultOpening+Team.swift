import KernelText
import SystemPackage
import Vault

/// How a command opens a team's vault: by the same calls as a file.
extension VaultOpening {
    /// What was opened beforehand, else opened now.
    func unlockedTeam(_ address: TeamAddress) throws -> UnlockedVault {
        guard let asked = askedVault.take() else {
            let vault = try TeamOpening(self, address).unlocked()
            if needsServer { try vault.requireServer() }
            return vault
        }
        // Others may have written it while this command waited for its lock.
        let vault = try asked.reopened()
        try vault.requireServer()
        return vault
    }

    /// As the vault's file says it, or the member's, which nobody has checked yet.
    func vaultID() throws -> RecordID {
        guard let team else { return try locked().slots.vaultID }
        return try TeamOpening(self, team).locked().vaultID
    }

    /// What an agent of this vault opens: the vault's file, or the member's.
    func openedFile() throws -> FilePath {
        guard let team else { return try files.database }
        return try TeamOpening(self, team).place().ownMemberFile()
    }

    /// Opens it now, for whoever waits for a lock or asks for another secret afterwards.
    func askForTeam(_ address: TeamAddress) throws {
        guard !askedVault.isThere else { return }
        askedVault.keep(try TeamOpening(self, address).unlocked())
    }

    /// Held while keys are changed; against other commands on this machine alone. Against other machines, the intent is the lock.
    ///
    /// - Throws: where the member may not change keys, before OUTSCALE hears of anything.
    func lockTeam(_ address: TeamAddress) throws -> VaultLock {
        let vault = try askedTeam(address)
        try vault.requireServer()
        try vault.requireWriter()
        let lock = try acquire(vault.files)
        askedVault.keep(vault)
        return lock
    }

    private func askedTeam(_ address: TeamAddress) throws -> UnlockedVault {
        guard let vault = askedVault.take() else {
            return try TeamOpening(self, address).unlocked()
        }
        return vault
    }
}

extension UnlockedVault {
    /// Throws where this is a team's vault and the member has a lesser role.
    borrowing func requireRole(_ role: MemberRole) throws(VaultError) {
        guard let own = team?.own, own.role < role else { return }
        throw .team(.notAllowed(needs: role, has: own.role))
    }

    /// Throws where this machine's copy stands in for the server.
    borrowing func requireServer() throws(VaultError) {
        guard let offline = team?.offline else { return }
        throw .team(offline.reason)
    }

    /// Says where this machine's copy stands in for the server.
    borrowing func tellAge(_ console: Console) {
        guard let offline = team?.offline else { return }
        let age = CopyAge.phrase(seconds: offline.age)
        console.note(
            "\(Failure.away(offline.reason)). This is this machine's copy, as the vault was \(age) ago.",
            .warning)
    }
}

import FoundationEssentials
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// Finds a team's vault and its member's file, and opens the one with the other.
struct TeamOpening {
    let opening: VaultOpening
    private let address: TeamAddress

    private var options: GlobalOptions { opening.options }
    private var context: CommandContext { opening.context }

    init(_ opening: VaultOpening, _ address: TeamAddress) {
        (self.opening, self.address) = (opening, address)
    }

    /// Where the vault is, and where this machine keeps what it has of it.
    func place() throws -> TeamPlace {
        guard options.keyFile == nil else {
            throw Failure.usage(
                "--key-file opens a vault's file, and \(address.text) is a team's vault. Nothing was done."
            )
        }
        let file = options.memberFile ?? context.environment.path("OSC_VAULT_MEMBER_FILE")
        return try TeamPlace(
            parsing: address.word, stateDirectory: try opening.stateDirectory,
            memberFile: file.flatMap { $0.isEmpty ? nil : Locations.absolute($0) },
            reach: try options.reach(), at: context.now(),
            patienceSeconds: try options.wait(context.environment))
    }

    /// By the agent, or by the member's password; reads what is new on the server.
    func unlocked() throws -> UnlockedVault {
        let place = try place()
        if let path = options.recoveryFile {
            return try unlocked(place, recoveryFile: Locations.absolute(path))
        }
        let locked = try locked(place)
        if let vault = try unlockByAgent(locked) { return vault }
        return try opening.credentials.triedPassword { password in
            try puttingBack(
                { newest throws(VaultError) in
                    try locked.putBack(newest, password: password)
                },
                to: { () throws(VaultError) in try locked.unlock(password: password) })
        }
    }

    /// Unlocks; and once more where the server was behind, after a person's yes.
    private func puttingBack(
        _ putBack: (TeamHead) throws(VaultError) -> Void,
        to unlock: () throws(VaultError) -> UnlockedVault
    ) throws -> UnlockedVault {
        do throws(VaultError) { return try unlock() } catch {
            let newest = try confirmed(error)
            do throws(VaultError) { try putBack(newest) } catch .team(.denied) {
                throw Failure.notPutBack(newest)
            }
            context.console.note("the database is at \(newest) again.")
            context.earlierWork.isTouched = true
            return try unlock()
        }
    }

    /// The vault as far as this machine knows it without the member's keys.
    func locked() throws -> LockedTeam { try locked(place()) }

    /// `nil` where no agent holds the member, or where it has locked just now: a password is asked for once.
    private func unlockByAgent(_ locked: LockedTeam) throws -> UnlockedVault? {
        guard opening.usesAgent, !options.namesPassword(context.environment),
            let member = AgentAccess(
                options: options, context: context, isObserver: opening.isObserver
            ).identity(for: locked)
        else { return nil }
        do throws(VaultError) { return try locked.unlock(as: member) } catch {
            // Whoever puts back what the server has lost gives the password.
            if opening.putsBack, case .team(.behind) = error { return nil }
            guard case .keyUnavailable(let reason) = error else { throw Failure(error) }
            context.console.note("the agent is not used: \(reason).")
            return nil
        }
    }

    /// A person's yes to putting back what the server has lost; every command but `recover` stops there.
    private func confirmed(_ error: VaultError) throws -> TeamHead {
        guard opening.putsBack, case .team(.behind(let found, let newest)) = error else {
            throw error
        }
        let count = Int(clamping: newest.epoch - found.epoch)
        try Confirmation.require(
            "The database is at epoch \(found.epoch) (\(found)), and this machine has \(counted(count, "epoch")) more, to \(newest). "
                + "Put them back as they were signed?", options: options)
        return newest
    }

    /// Throws where this machine has nothing that opens the vault, before anything is asked for.
    func requireMember() throws {
        guard options.recoveryFile == nil else { return }
        _ = try locked(place())
    }

    private func unlocked(_ place: TeamPlace, recoveryFile path: FilePath) throws -> UnlockedVault {
        let code = try RecoveryCode(parsing: SecretSource.file(path).read())
        do {
            return try puttingBack(
                { newest throws(VaultError) in
                    try TeamVault.putBack(newest, at: place, recoveryCode: code)
                },
                to: { () throws(VaultError) in
                    try TeamVault.unlock(place, recoveryCode: code)
                })
        } catch VaultError.wrongPassword {
            throw Failure(
                .notPermitted, "team",
                "the recovery code in \(path) is not this team's: it is of another vault, or this team was made without one. "
                    + "Check the address, or give the code that 'vault team create' has shown.")
        }
    }

    /// Members' files are there, and nothing says which is this database's: `nil` where there are none.
    private static func nameless(_ paths: [FilePath]) -> Failure? {
        guard let first = paths.first else { return nil }
        let others = paths.dropFirst().map { ", or \($0)" }.joined()
        return Failure(
            .notPermitted, "team",
            "nothing on this machine says which vault this database has. If you are a member of it, your member's file is "
                + "\(first)\(others): name it once with --member-file. Else join with 'vault team join'."
        )
    }

    /// The member's file; where there is none, what is known of the database tells why.
    private func locked(_ place: TeamPlace) throws -> LockedTeam {
        do throws(VaultError) { return try TeamVault.open(place) } catch {
            switch (error, place.memberFile) {
            case (.team(.notAMember), let path?):
                throw Failure(
                    .notFound, "team",
                    "there is no member's file \(path). Nothing was done; name one that is there, or leave out --member-file "
                        + "and OSC_VAULT_MEMBER_FILE for this machine's own.")
            case (.team(.notAMember), nil):
                try TeamVault.requireThere(at: place)
                throw Self.nameless(place.memberFiles()) ?? Failure(error)
            default: throw error
            }
        }
    }
}

extension GlobalOptions {
    /// When this machine's copy is read in the server's place.
    fileprivate func reach() throws -> TeamPlace.Reach {
        if offline {
            guard maxAge == nil else {
                throw Failure.usage(
                    "give --offline or --max-age, not both: --offline takes the copy however old it is. Nothing was done."
                )
            }
            return .offline
        }
        guard let maxAge else { return .replica(mostSeconds: TeamPlace.usualAge) }
        guard maxAge != "0" else { return .replica(mostSeconds: 0) }
        guard let span = Span(maxAge) else {
            throw Failure.usage("'\(maxAge)' is no age; write 7d, 12h or 0. Nothing was done.")
        }
        return .replica(mostSeconds: UInt64(span.seconds))
    }
}

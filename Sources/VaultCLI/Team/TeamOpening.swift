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

    /// Asks for the member's password, and reads what is new on the server.
    func unlocked() throws -> UnlockedVault {
        let place = try place()
        if let path = options.recoveryFile {
            let text = try SecretSource.file(Locations.absolute(path)).read()
            let code = try RecoveryCode(parsing: text)
            do throws(VaultError) { return try TeamVault.unlock(place, recoveryCode: code) } catch {
                let newest = try confirmed(error)
                try TeamVault.putBack(newest, at: place, recoveryCode: code)
                tell(newest)
                return try TeamVault.unlock(place, recoveryCode: code)
            }
        }
        let locked = try TeamVault.open(place)
        return try opening.credentials.triedPassword { password in
            do throws(VaultError) { return try locked.unlock(password: password) } catch {
                let newest = try confirmed(error)
                try locked.putBack(newest, password: password)
                tell(newest)
                return try locked.unlock(password: password)
            }
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

    private func tell(_ newest: TeamHead) {
        context.console.note("the database is at \(newest) again.")
        context.earlierWork.isTouched = true
    }

    /// Throws where this machine has nothing that opens the vault, before anything is asked for.
    func requireMember() throws {
        guard options.recoveryFile == nil else { return }
        _ = try TeamVault.open(place())
    }
}

extension GlobalOptions {
    /// When this machine's copy is read in the server's place.
    fileprivate func reach() throws -> TeamPlace.Reach {
        guard let maxAge else { return .replica(mostSeconds: TeamPlace.usualAge) }
        guard maxAge != "0" else { return .replica(mostSeconds: 0) }
        guard let span = Span(maxAge) else {
            throw Failure.usage("'\(maxAge)' is no age; write 7d, 12h or 0. Nothing was done.")
        }
        return .replica(mostSeconds: UInt64(span.seconds))
    }
}

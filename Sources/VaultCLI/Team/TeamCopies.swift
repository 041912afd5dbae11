import FoundationEssentials
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// A team's backup: made, checked, and brought into an empty database.
struct TeamCopies {
    private let opening: VaultOpening
    private let address: TeamAddress
    private var context: CommandContext { opening.context }

    init(_ opening: VaultOpening) throws {
        guard let address = opening.team else {
            throw Failure.usage("this is for a team's vault. Nothing was done.")
        }
        (self.opening, self.address) = (opening, address)
    }

    func backUp(to path: FilePath) throws {
        var vault = try opening.unlocked()
        let copy = try vault.backUpTeam(to: path, at: context.now())
        context.console.sentence(
            "Backed up to \(path): \(Self.facts(copy)); every record verified.")
        let landed = (try? vault.landedSecrets()) ?? []
        guard !landed.isEmpty else { return }
        context.console.note(
            "\(counted(landed.count, "key")) on the way into the vault \(landed.count == 1 ? "is" : "are") not in the "
                + "backup: run 'vault recover', then make another.")
    }

    func verify(_ path: FilePath, _ output: TextFormat) throws {
        let copy = try verified(path)
        SurveyReport.whole(
            .init(
                contents: copy.contents, events: copy.eventCount, epoch: copy.epoch,
                fingerprint: copy.head.fingerprint), output, context.console)
    }

    func restore(_ path: FilePath, accepting epoch: UInt64?) throws {
        let place = try TeamOpening(opening, address).place()
        let copy = try verified(path)
        context.console.note("\(path): \(Self.facts(copy)).")
        let seen = try copy.isOlderThanSeen(at: place)
        if let seen {
            context.console.note(
                "this machine has seen the vault at epoch \(seen): run 'vault recover' afterwards, which puts back what came later, "
                    + "before anybody writes.", .warning)
        }
        try confirm(copy, path, accepting: epoch)
        try copy.restore(to: place)
        context.console.sentence(
            "Restored \(address.text) from \(path): the vault is at \(copy.head), as its members have signed it."
        )
        context.console.note(
            "the database has none of its rights yet: 'vault team grants' prints them. Members whose machines have seen later "
                + "epochs put those back with 'vault recover'.")
    }

    private func confirm(
        _ copy: VerifiedTeamBackup, _ path: FilePath, accepting epoch: UInt64?
    ) throws {
        if let epoch {
            guard epoch == copy.epoch else {
                throw Failure.usage(
                    "\(path) has epoch \(copy.epoch), not \(epoch). Nothing was changed.")
            }
            return
        }
        let isYes = try Confirmation.isGiven(
            "Bring it into the database at \(address.text)?",
            withoutTerminal:
                "this needs a decision and there is no terminal. If the backup of epoch \(copy.epoch) is meant, give "
                + "--accept-epoch \(copy.epoch); -y does not do.")
        guard isYes else { throw Failure.declined }
    }

    private func verified(_ path: FilePath) throws -> VerifiedTeamBackup {
        let backup: TeamBackup
        do throws(VaultError) { backup = try TeamBackup(reading: path) } catch {
            throw Failure.ofTeamBackup(path, error)
        }
        let place = try TeamOpening(opening, address).place()
        if let file = opening.options.recoveryFile {
            let text = try SecretSource.file(Locations.absolute(file)).read()
            let code = try RecoveryCode(parsing: text)
            do throws(VaultError) { return try backup.verified(recoveryCode: code) } catch {
                throw Failure.ofTeamBackup(path, error)
            }
        }
        return try opening.credentials.triedPassword { password in
            do throws(VaultError) {
                return try backup.verified(at: place, password: password)
            } catch {
                guard case .damaged = error else { throw error }
                throw Failure.ofTeamBackup(path, error)
            }
        }
    }

    private static func facts(_ copy: VerifiedTeamBackup) -> String {
        "epoch \(copy.epoch) (\(copy.head)) of \(UTCDate.iso(copy.writtenAt)), \(counted(copy.contents.keyCount, "key")), "
            + counted(copy.members.count, "member")
    }
}

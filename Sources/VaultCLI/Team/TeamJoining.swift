import FoundationEssentials
import SecretMemory
import SystemPackage
import Vault

/// Asks for a place in a team.
struct TeamJoining {
    private static let undone = "Nothing was sent."

    private let command: TeamJoinCommand
    private let context: CommandContext
    private let address: TeamAddress

    init(_ command: TeamJoinCommand, _ context: CommandContext) throws {
        (self.command, self.context) = (command, context)
        address = try TeamAddress(named: command.address)
    }

    func run() throws {
        let name = try Selection.entryName(command.name)
        let cost = try command.derivation.chosen()
        let opening = VaultOpening(options: command.global, context: context)
        let place = try TeamOpening(opening, address).place()
        try place.requireJudged()
        let code = try self.code()
        let password = try command.newPassword.read(
            as: "password of your member's file", undone: Self.undone, command.global, context)
        let parameters = if let cost { cost } else { try KeyDerivationParameters.calibrated() }
        let invitation: Invitation
        do throws(VaultError) {
            invitation = try TeamVault.join(
                at: place, as: name, code: code, password: password, cost: parameters,
                at: context.now())
        } catch .fileExists(let path) { throw Self.isMember(path) }
        context.console.sentence(
            "Asked to join \(address.text) as \(name), \(TeamRole(invitation.role).phrase).")
        context.console.note(
            "an admin lets you in: 'vault member admit \(name)'. Before that, the vault does not open."
        )
    }

    private func code() throws -> InviteCode {
        let text = try command.code.read()
        do throws(VaultError) { return try InviteCode(parsing: text) } catch {
            switch error {
            case .mistypedRecoveryCode(let group):
                throw Self.refused("group \(group) of the code is mistyped")
            default: throw Self.refused("that is no invitation's code")
            }
        }
    }

    private static func isMember(_ path: String) -> Failure {
        Failure(
            .exists, "team",
            "this machine has a member's file of this team: \(path). \(undone) For another person, name a new one with "
                + "--member-file. If whoever it is was removed, move that file away, and join again."
        )
    }

    private static func refused(_ reason: String) -> Failure {
        Failure(
            .notPermitted, "team",
            "\(reason). \(undone) Compare it with what you were given.")
    }
}

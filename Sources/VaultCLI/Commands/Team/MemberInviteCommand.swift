import ArgumentParser
import FoundationEssentials
import SystemPackage
import Vault

struct MemberInviteCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Offer somebody a place in the team, with a code that is shown once.",
        discussion: """
            Give the code to them and to nobody else, and not by way of the database. With it they run 'vault team join'. \
            Nobody is let in before 'vault member admit'. The code opens nothing by itself. An invitation that has expired is \
            replaced.

            Example: vault member invite bob --role writer --expires 72h
            """)

    @Argument(help: "The new member's name in the team.") var name: String
    @Option(help: "reader, writer or admin.") var role: TeamRole
    @Option(help: "When the code is void: 72h, 7d; 1h to 30d from now.") var expires = "72h"
    @Option(help: "Write the code into this new file instead of showing it.")
    var codeFile: FilePath?
    @Flag(name: .customLong("until-joined"), help: "Wait until they have joined, and let them in.")
    var wait = false
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let name = try Selection.entryName(name)
        let end = try InviteExpiry.date(expires, now: context.now())
        let opening = openingByPassword(context)
        let delivery = try InviteDelivery(file: codeFile, opening)
        var vault = try opening.unlocked()
        let code = try vault.invite(name, as: role.role, until: end, at: context.now())
        do { try delivery.deliver(code, to: name) } catch {
            // A code that nobody has seen is worth nothing.
            try? vault.cancelInvitation(of: name, at: context.now())
            throw error
        }
        context.console.sentence("Invited \(name) as \(role.rawValue), until \(UTCDate.iso(end)).")
        guard !wait else {
            return try InvitedMember(name: name, context: context).admit(in: &vault, until: end)
        }
        context.console.note(
            "'\(name)' joins with 'vault team join', and you let them in with 'vault member admit \(name)'."
        )
    }
}

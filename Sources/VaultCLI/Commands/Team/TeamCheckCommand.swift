import ArgumentParser
import Vault

struct TeamCheckCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare the team's vault with the head that another member sees.",
        discussion: """
            HEAD is what 'vault team head' has printed on the other member's machine. Ends with 65 if the server shows the \
            two of you different vaults.

            Example: vault team check 41-5f2c9d0b7a6e1c345f2c9d0b7a6e1c34
            """)

    @Argument(help: "What 'vault team head' prints elsewhere.") var head: String
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        guard let theirs = SpokenHead(head), theirs.epoch > 0 else {
            throw Failure.usage(
                "'\(head)' is no head: it is a number from 1 on, a dash and 32 hexadecimal digits, as 'vault team head' prints it."
            )
        }
        let vault = try opening(context, needsServer: true).unlocked()
        guard let own = vault.team?.head.description else { return }
        switch try vault.compare(theirs) {
        case .same where theirs.text == own: context.console.sentence("The same: \(own).")
        case .same:
            context.console.sentence(
                "The same vault, which has gone on from \(theirs.text): it is at \(own).")
        case .newer:
            throw Failure(
                .integrity, "team",
                "the other member has seen \(theirs.text), and this server shows \(own), which is older. Compare again: "
                    + "if that stays, it shows you an old state, or another vault.")
        case .unknown:
            throw Failure(
                .notFound, "team",
                "this machine keeps nothing of epoch \(theirs.epoch). Compare with a newer head.")
        case .forked:
            throw Failure(
                .integrity, "team",
                "the server shows the two of you different vaults: \(theirs.text) is not what was epoch \(theirs.epoch) here. "
                    + "Write nothing, and tell the other members.")
        }
    }
}

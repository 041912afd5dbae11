import ArgumentParser
import KeyLifecycle
import LocalMachine
import Vault

struct MemberRemoveCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a member out: the vault gets another key, and the keys become due.",
        discussion: """
            The vault's rows are sealed under a new key, which the removed member does not get. They may have copied every \
            secret before, and sealing it anew takes nothing back: so each key is marked due, and 'vault rotate --due' \
            replaces them at OUTSCALE.

            Example: vault member remove bob
            """, aliases: ["rm"])

    @Argument(help: "The member's name.") var name: String
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let name = try Selection.entryName(name)
        var vault = try openingByPassword(context).unlocked()
        try vault.requireMember(name)
        let isAsked = try RecoveryMember.confirm(
            "Remove \(name)?", changing: name, in: vault, options: global)
        if !isAsked {
            try Confirmation.require(
                "Remove \(name)? The vault gets a new key, and every key that \(name) could read becomes due."
                    + loss(in: vault, of: name),
                options: global)
        }
        let removal = try vault.removeMember(
            named: name, on: HostIdentity.of(vault), by: Processes.system.current(),
            at: context.now())
        let due = removal.exposedKeys
        context.console.sentence(
            "Removed \(name): the vault has a new key, and \(counted(due, "key")) \(due == 1 ? "is" : "are") due."
        )
        if !removal.takenIntents.isEmpty {
            let names = removal.takenIntents.map { "'\($0.key.name)'" }.joined(separator: ", ")
            context.console.note(
                "you answer now for what \(name) had begun: \(names). 'vault recover' settles it.",
                .warning)
        }
        guard due > 0 else { return }
        context.console.note(
            "\(name) may have kept the secrets. 'vault rotate --due' replaces them at OUTSCALE.",
            .warning)
    }

    /// What the removal costs beside that: a secret that has come no further than the member's own machine.
    private func loss(in vault: borrowing UnlockedVault, of name: EntryName) -> String {
        let names = vault.contents.intents
            .filter { $0.mayHaveLanded && vault.holderName(of: $0) == name }
            .map { "'\($0.key.name)'" }
        guard !names.isEmpty else { return "" }
        return
            " \(name) has begun to create \(names.joined(separator: ", ")): a secret that is on \(name)'s machine alone counts as "
            + "lost then, and 'vault recover' deletes its key at OUTSCALE."
    }
}

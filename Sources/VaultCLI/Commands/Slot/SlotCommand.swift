import ArgumentParser

struct SlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slot",
        abstract: "What opens the vault: passwords, recovery codes, key files.",
        discussion: """
            Each slot opens the vault by itself; there are 8 at most. Whoever changes them shows what opens the vault, \
            also while an agent is unlocked.
            """,
        subcommands: [SlotListCommand.self, SlotAddCommand.self, SlotRemoveCommand.self])
}

struct SlotAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a password, a recovery code or a key file.",
        subcommands: [
            SlotAddPasswordCommand.self, SlotAddRecoveryCommand.self, SlotAddKeyFileCommand.self,
        ])
}

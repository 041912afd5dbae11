import Vault

/// A session within a session: a shell in a shell is refused, a command in a shell gets its own key.
enum NestedSession {
    /// Tells a vault shell, and with which key.
    static let marker = "OSC_VAULT_SHELL"

    static func refuseShell(_ context: CommandContext) throws {
        guard let outer = outer(context) else { return }
        throw Failure.usage(
            "this is a vault shell with '\(outer)' already. Leave it with 'exit' first, or use "
                + "'vault exec' for one command.")
    }

    static func noteReplacement(by key: KeyRecord, _ context: CommandContext) {
        guard let outer = outer(context) else { return }
        context.console.note(
            "in the vault shell with '\(outer)', this command gets '\(key.name)' instead.")
    }

    private static func outer(_ context: CommandContext) -> String? {
        context.environment[marker].flatMap { $0.isEmpty ? nil : $0 }
    }
}

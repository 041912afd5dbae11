import ArgumentParser
import Vault

struct ProfileRemoveCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a profile that has no keys.",
        discussion: "Example: vault profile remove old-account", aliases: ["rm"])

    @Argument(help: "The profile's name.") var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        var vault = try opening(context, needsServer: true).unlocked()
        let profile = try Selection.profile(named: name, vault.contents)
        let keys = try vault.contents.keys(of: profile.id).count
        let pending = vault.contents.intents.contains { $0.profile == profile.id }
        guard keys == 0 else {
            throw Failure(
                .notPermitted, "inUse",
                "profile '\(name)' has \(counted(keys, "key")). Forget or delete what it has first."
            )
        }
        guard !pending else {
            throw Failure(
                .notPermitted, "inUse",
                "profile '\(name)' has something open at OUTSCALE, and only through it that can be settled. 'vault recover' does "
                    + "so, or says when it will.")
        }
        let now = context.now()
        try vault.commit(at: now) { transaction throws(VaultError) in
            try transaction.removeProfile(profile.id)
            try transaction.record(
                AuditEvent(at: now, action: .profileChanged, detail: profile.name.description))
        }
        context.console.line("Removed profile '\(profile.name)'.")
    }
}

import ArgumentParser
import Vault

struct ProfileUseCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "use", abstract: "Make a profile the default.",
        discussion: "Example: vault profile use work")

    @Argument(help: "The profile's name.") var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        var vault = try opening(context, needsServer: true).unlocked()
        let chosen = try Selection.profile(named: name, vault.contents)
        let changed = vault.contents.profiles.compactMap { profile -> Profile? in
            guard profile.isDefault != (profile.id == chosen.id) else { return nil }
            var profile = profile
            profile.isDefault.toggle()
            return profile
        }
        if !changed.isEmpty { try ProfileWriter.put(changed, in: &vault, context) }
        context.console.sentence("Profile '\(chosen.name)' is the default.")
    }
}

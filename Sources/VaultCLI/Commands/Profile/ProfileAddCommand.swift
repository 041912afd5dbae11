import ArgumentParser
import Vault

struct ProfileAddCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a profile; the first becomes the default.",
        discussion: "Example: vault profile add work --region eu-west-2 --default-lifetime 90d")

    @Argument(help: "The profile's name.") var name: String
    @Option(help: "The region, for example eu-west-2.") var region: String
    @OptionGroup var settings: ProfileOptions
    @OptionGroup var proxyLogin: ProxyLoginOptions
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        var profile = Profile(
            name: try Selection.entryName(name),
            region: try RegionOption.parse(region, context.console))
        try settings.apply(to: &profile, context.environment)
        var vault = try opening(context, needsServer: true).unlocked()
        profile.isDefault = vault.contents.profiles.isEmpty
        guard vault.contents.profile(named: profile.name) == nil else {
            throw Failure(.nameTaken(.profile, profile.name))
        }
        try proxyLogin.apply(to: &profile, before: nil, in: vault)
        try ProfileWriter.put([profile], in: &vault, context)
        context.console.sentence(
            "Added profile '\(profile.name)'\(profile.isDefault ? ", the default" : "").")
    }
}

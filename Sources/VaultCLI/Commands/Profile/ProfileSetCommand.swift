import ArgumentParser
import Vault

struct ProfileSetCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a profile; 'none' removes what is optional.",
        discussion: "Example: vault profile set work --signing-key admin")

    @Argument(help: "The profile's name.") var name: String
    @Option(help: "The region.") var region: String?
    @Option(help: "The key that signs the profile's API calls.") var signingKey: String?
    @OptionGroup var settings: ProfileOptions
    @OptionGroup var proxyLogin: ProxyLoginOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard region == nil, signingKey == nil, settings.isEmpty, proxyLogin.isEmpty else { return }
        throw ValidationError("Say what to change, for example --default-lifetime 90d.")
    }

    func run(in context: CommandContext) throws {
        var vault = try opening(context, needsServer: true).unlocked()
        let old = try Selection.profile(named: name, vault.contents)
        var profile = old
        if let region { profile.region = try RegionOption.parse(region, context.console) }
        if let signingKey {
            profile.signingKey = try OptionalSetting(signingKey, of: "--signing-key").value.map {
                try signer($0, of: profile, vault.contents)
            }
        }
        try settings.apply(to: &profile, context.environment)
        try proxyLogin.apply(to: &profile, before: old, in: vault)
        // Another place has other accounts.
        if (profile.region, profile.endpoint) != (old.region, old.endpoint) {
            profile.accountFacts = AccountFacts()
        }
        try ProfileWriter.put([profile], in: &vault, context)
        context.console.sentence("Changed profile '\(profile.name)'.")
    }

    private func signer(
        _ name: String, of profile: Profile, _ contents: VaultContents
    ) throws -> RecordID {
        let key = try Selection.key(named: name, contents)
        guard key.profile == profile.id else {
            throw Failure.usage("key '\(name)' belongs to another profile.")
        }
        try Selection.requireNoLease(of: key, contents)
        return key.id
    }
}

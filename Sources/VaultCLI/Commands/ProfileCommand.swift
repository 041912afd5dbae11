import APIClient
import ArgumentParser
import SystemPackage
import Vault

struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "The OUTSCALE accounts and regions that the vault knows.",
        subcommands: [
            ProfileAddCommand.self, ProfileListCommand.self, ProfileShowCommand.self,
            ProfileSetCommand.self, ProfileUseCommand.self, ProfileRemoveCommand.self,
        ])
}

/// What can be set of a profile.
struct ProfileOptions: ParsableArguments {
    @Option(help: "The API's origin, if it is not the region's own.")
    var endpoint: String?
    @Flag(help: "Accept http:// to the literal 127.0.0.1 or [::1], for a simulator.")
    var allowInsecureLoopback = false
    @Option(help: "Trust the authorities in this PEM file instead of the system's.")
    var caFile: String?
    @Option(help: "The client certificate that the account's API access rules ask for.")
    var clientCert: String?
    @Option(help: "The client certificate's private key.")
    var clientKey: String?
    @Option(
        help: "The lifetime of keys created without --expires, for example 90d; 'none' removes it.")
    var defaultLifetime: String?

    func apply(to profile: inout Profile) throws {
        if allowInsecureLoopback { profile.allowsInsecureLoopback = true }
        if let endpoint {
            profile.endpoint = try EndpointOption.parse(
                endpoint, allowingInsecureLoopback: profile.allowsInsecureLoopback
            ).origin
        }
        if let caFile { profile.caFile = Locations.absolute(FilePath(caFile)).string }
        if let clientCert {
            profile.clientCertificate = Locations.absolute(FilePath(clientCert)).string
        }
        if let clientKey { profile.clientKey = Locations.absolute(FilePath(clientKey)).string }
        if let defaultLifetime { profile.defaultLifetime = try Self.lifetime(defaultLifetime) }
    }

    private static func lifetime(_ text: String) throws -> Int64? {
        if text == "none" { return nil }
        guard let span = Span(text) else {
            throw Failure.usage("'\(text)' is no lifetime; write 90d, 12h, 6w, 6mo or 1y.")
        }
        return span.seconds
    }
}

struct ProfileAddCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a profile; the first becomes the default.",
        discussion: "Example: vault profile add work --region eu-west-2 --default-lifetime 90d")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The profile's name.") var name: String
    @Option(help: "The region, for example eu-west-2.") var region: String
    @OptionGroup var settings: ProfileOptions

    func run(in context: CommandContext) throws {
        guard let region = Region(region) else {
            throw Failure(
                .setting, "setting",
                "'\(region)' is no region's name; OUTSCALE has \(Region.known.joined(separator: ", "))."
            )
        }
        if !region.isKnown {
            context.console.note(
                "OUTSCALE's documentation does not name the region '\(region)'; check the spelling."
            )
        }
        var profile = Profile(name: try Selection.entryName(name), region: region.name)
        try settings.apply(to: &profile)
        var vault = try opening(context).unlocked()
        profile.isDefault = vault.contents.profiles.isEmpty
        guard vault.contents.profile(named: profile.name) == nil else {
            throw Failure(.nameTaken(.profile, profile.name))
        }
        try ProfileWriter.put([profile], in: &vault, context)
        context.console.line(
            "Added profile '\(profile.name)'\(profile.isDefault ? ", the default" : "").")
    }
}

struct ProfileListCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the profiles.", aliases: ["ls"])

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlocked()
        let views = vault.contents.profiles.map { ProfileView($0, vault.contents) }
        switch output {
        case .table:
            let table = Table(
                header: ["NAME", "REGION", "ENDPOINT", "SIGNS WITH", "DEFAULT"],
                rows: views.map(\.cells))
            table.write(context.console.style, to: context.console.styledLine)
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("profiles", .array(views.map(\.json)))])
                    .text)
        case .csv:
            context.console.line(CSV.line(ProfileView.fields))
            views.forEach { context.console.line($0.csv) }
        }
    }
}

struct ProfileShowCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one profile.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The profile's name; without it, the default.") var name: String?
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlocked()
        let profile =
            try name.map { try Selection.profile(named: $0, vault.contents) }
            ?? Selection.profile(global, vault.contents, context.environment)
        let view = ProfileView(profile, vault.contents)
        switch output {
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("profile", view.json)]).text)
        case .text: view.lines.forEach(context.console.line)
        }
    }
}

struct ProfileSetCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a profile.",
        discussion: "Example: vault profile set work --signing-key admin")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The profile's name.") var name: String
    @Option(help: "The region.") var region: String?
    @Option(help: "The key that signs the profile's API calls.") var signingKey: String?
    @OptionGroup var settings: ProfileOptions

    func run(in context: CommandContext) throws {
        var vault = try opening(context).unlocked()
        var profile = try Selection.profile(named: name, vault.contents)
        if let region {
            guard Region(region) != nil else {
                throw Failure(.setting, "setting", "'\(region)' is no region's name.")
            }
            profile.region = region
        }
        if let signingKey {
            let key = try Selection.key(named: signingKey, vault.contents)
            guard key.profile == profile.id else {
                throw Failure.usage("key '\(signingKey)' belongs to another profile.")
            }
            try Selection.requireNoLease(of: key, vault.contents)
            profile.signingKey = key.id
        }
        try settings.apply(to: &profile)
        try ProfileWriter.put([profile], in: &vault, context)
        context.console.line("Changed profile '\(profile.name)'.")
    }
}

struct ProfileUseCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "use", abstract: "Make a profile the default.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The profile's name.") var name: String

    func run(in context: CommandContext) throws {
        var vault = try opening(context).unlocked()
        let chosen = try Selection.profile(named: name, vault.contents)
        let changed = vault.contents.profiles.compactMap { profile -> Profile? in
            guard profile.isDefault != (profile.id == chosen.id) else { return nil }
            var profile = profile
            profile.isDefault.toggle()
            return profile
        }
        if !changed.isEmpty { try ProfileWriter.put(changed, in: &vault, context) }
        context.console.line("Profile '\(chosen.name)' is the default.")
    }
}

struct ProfileRemoveCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a profile that has no keys.", aliases: ["rm"])

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The profile's name.") var name: String

    func run(in context: CommandContext) throws {
        var vault = try opening(context).unlocked()
        let profile = try Selection.profile(named: name, vault.contents)
        let keys = vault.contents.keys(of: profile.id).count
        let pending = vault.contents.intents.contains { $0.profile == profile.id }
        guard keys == 0, !pending else {
            throw Failure(
                .notPermitted, "inUse",
                "profile '\(name)' has \(pending ? "a creation that is not settled" : counted(keys, "key")). "
                    + "Forget them first."
            )
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

/// Stores changed profiles.
enum ProfileWriter {
    static func put(_ profiles: [Profile], in vault: inout UnlockedVault, _ context: CommandContext)
        throws
    {
        let now = context.now()
        try vault.commit(at: now) { transaction throws(VaultError) in
            for profile in profiles {
                try transaction.put(profile)
                try transaction.record(
                    AuditEvent(
                        at: now, action: .profileChanged, detail: profile.name.description))
            }
        }
    }
}

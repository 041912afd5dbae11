import ArgumentParser
import Vault

struct VerifyCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every row of the vault, also what no other command reads.",
        discussion: """
            SQLite's own look at the file; every page, node and name against the manifest; every secret's box; the audit \
            log from its first event. Opens no secret, and changes nothing.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlockedQuietly()
        let events = try vault.verify()
        let (keys, profiles) = (vault.contents.keyCount, vault.contents.profiles.count)
        switch output {
        case .text:
            context.console.line(
                "Every row is as it was written: \(counted(keys, "key")), \(counted(profiles, "profile")), "
                    + "\(counted(events, "audit event")); epoch \(vault.epoch) (\(vault.fingerprint.prefix(8)))."
            )
        case .json:
            context.console.line(
                JSONValue.object([
                    ("schema", .number(1)), ("keys", .number(Int64(keys))),
                    ("profiles", .number(Int64(profiles))), ("events", .number(Int64(events))),
                    ("epoch", .number(Int64(clamping: vault.epoch))),
                    ("fingerprint", .text(vault.fingerprint)),
                ]).text)
        }
    }
}

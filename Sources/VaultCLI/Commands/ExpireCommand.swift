import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import Vault

struct ExpireCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "expire", abstract: "Set or remove a key's expiry at OUTSCALE.",
        discussion: "Examples: vault expire ci 90d; vault expire ci never")

    @Argument(help: "The key's name.") var name: String
    @Argument(help: "2027-01-31, a date-time, a span such as 90d or 6mo, or never.") var when:
        String
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let expiry = try ExpiryOption.date(when, context)
        let date = expiry.date
        if let date, date <= context.now() {
            throw Failure.usage(
                "the expiry \(UTCDate.iso(date)) is not in the future. Nothing was changed.")
        }
        let changing = KeyChangeRunner(command: self, context: context)
        try changing.change(
            name, .expiry(date), mayBeCut: expiry.isSpan, output: output,
            asking: { key, profile in
                guard let date, date < context.now().addingTimeInterval(86_400) else { return }
                try changing.confirmIfSigning(key, profile, "Expire")
            },
            saying: { key in
                let expiry = key.expiresAt.map { "expires \(UTCDate.iso($0))" } ?? "never expires"
                return "'\(key.name)' (\(key.accessKeyID)) \(expiry)."
            })
    }
}

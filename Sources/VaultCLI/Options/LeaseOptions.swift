import ArgumentParser
import FoundationEssentials

/// How a command gets a key of its own.
struct LeaseOptions: ParsableArguments {
    /// Less is over before a slow command has begun.
    static let shortestSeconds: Int64 = 60

    @Option(
        help: "Make a key for this command alone: it ends with the command, or after 1h, 30min, 2d."
    )
    var ephemeral: String?
    @Option(help: "With --ephemeral: the EIM user who owns the key, instead of NAME's.")
    var user: String?
    @Flag(help: "With --ephemeral: do not prove the new key by a signed call.")
    var noVerify = false

    func validate() throws {
        guard let ephemeral else {
            guard user == nil, !noVerify else {
                throw ValidationError("--user and --no-verify go with --ephemeral only.")
            }
            return
        }
        guard let span = Span(ephemeral), span.seconds >= Self.shortestSeconds else {
            throw ValidationError(
                "'\(ephemeral)' is no lifetime for a key: write 1h, 30min or 2d, at least 1min. "
                    + "Nothing was created.")
        }
    }

    /// When OUTSCALE ends the key, in whole seconds as OUTSCALE counts.
    func end(of ephemeral: String, _ context: CommandContext) throws -> Date {
        guard let end = Span(ephemeral)?.date(from: ExpiryOption.now(context)) else {
            throw Failure.usage("'\(ephemeral)' is no lifetime for a key. Nothing was created.")
        }
        return end
    }
}

extension LeaseOptions: QuickOptions {
    mutating func take(_ words: inout PlainWords) {
        ephemeral = words.text("--ephemeral")
        user = words.text("--user")
        noVerify = words.flag("--no-verify")
    }
}

import FoundationEssentials
import KeyLifecycle

/// An expiry as a user types it.
enum ExpiryOption {
    /// The present in whole seconds, as OUTSCALE counts.
    static func now(_ context: CommandContext) -> Date {
        Date(timeIntervalSince1970: context.now().timeIntervalSince1970.rounded(.down))
    }

    /// Tells that a bare day means its first second.
    static func date(_ text: String, _ context: CommandContext) throws -> When {
        guard let when = When(text, now: now(context)) else {
            throw Failure.usage(
                "'\(text)' is no date: write 2027-01-31, 2027-01-31T12:00:00Z, "
                    + "90d, 12h, 6w, 6mo, 1y or never. Nothing was changed.")
        }
        if let date = when.date, date > IssueRequest.lastExpiry {
            throw Failure.usage(
                "'\(text)' lies beyond the year 9999. Nothing was changed.")
        }
        if when.isBareDay {
            context.console.note("'\(text)' means 00:00 UTC at the start of that day.")
        }
        return when
    }
}

import FoundationEssentials
import KeyLifecycle
import Vault

/// What is said of a key that is stored: everything but its secret.
struct IssuedKeyReport {
    private let issued: IssuedKey
    private let profile: Profile
    private let output: TextFormat
    private let context: CommandContext

    init(_ issued: IssuedKey, profile: Profile, output: TextFormat, context: CommandContext) {
        self.issued = issued
        self.profile = profile
        self.output = output
        self.context = context
    }

    func give() {
        switch output {
        case .json:
            let row = KeyRow(
                issued.key, profile: profile.name.description, isPending: false, now: context.now())
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("key", row.json)]).text)
        case .text:
            context.console.line(
                "Stored '\(issued.key.name)': \(issued.key.accessKeyID), \(owner), \(expiry).")
        }
        tellVerification()
        tellRemarks()
    }

    /// What a user should know although the key is safe.
    func tellRemarks() { issued.remarks.forEach { context.console.note(text(of: $0)) } }

    private var owner: String { issued.key.user.map { "user \($0)" } ?? "the caller's own" }

    private var expiry: String {
        guard let date = issued.key.expiresAt else {
            return issued.key.isExpiryKnown ? "never expires" : "its expiry unknown"
        }
        return "expires \(UTCDate.iso(date)), \(RelativeTime.phrase(from: context.now(), to: date))"
    }

    private func tellVerification() {
        switch issued.verification {
        case .works: context.console.note("verified: OUTSCALE accepts the key.")
        case .worksWithoutRights:
            context.console.note(
                "verified: OUTSCALE accepts the key; its owner has "
                    + "no right to read access keys, as is usual for a new "
                    + "user."
            )
        case .notTried: break
        case .unproven(let error):
            context.console.note(
                "the key is stored, and could not be verified: \(Failure(error).message)")
        }
    }

    private func text(of remark: IssuedKey.Remark) -> String {
        switch remark {
        case .tagNotEchoed:
            "OUTSCALE did not repeat the tag, so an interrupted creation "
                + "could not be matched exactly."
        case .userTagNotSet(let error):
            "the key is stored, and your tag could not be set: \(Failure(error).message)"
        case .expiryCut:
            "the account allows no longer life, so the expiry was cut to its ceiling: \(expiry)."
        case .expiryDiffers:
            "OUTSCALE's expiry is not the one that was asked for: \(expiry)."
        case .verificationNotStored(let error):
            "the key is stored; that it was verified could not be: \(Failure(error).message)"
        }
    }
}

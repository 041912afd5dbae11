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
    func tellRemarks() {
        let now = context.now()
        for remark in issued.remarks {
            context.console.note(RemarkText.text(of: remark, on: issued.key, now: now))
        }
    }

    private var owner: String { issued.key.user.map { "user \($0)" } ?? "the caller's own" }

    private var expiry: String { RemarkText.expiry(of: issued.key, now: context.now()) }

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
}

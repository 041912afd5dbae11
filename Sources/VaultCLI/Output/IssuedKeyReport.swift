import FoundationEssentials
import KeyLifecycle
import Vault

/// What is said of a key that is stored: everything but its secret.
struct IssuedKeyReport {
    let profile: Profile
    let output: TextFormat
    let context: CommandContext

    /// That the key is safe, as soon as it is. A program gets one document, when all is known.
    func tellStored(_ key: KeyRecord) {
        guard output == .text else { return }
        let owner = key.user.map { "user \($0)" } ?? "the caller's own"
        let expiry = RemarkText.expiry(of: key, now: context.now())
        context.console.sentence("Stored '\(key.name)': \(key.accessKeyID), \(owner), \(expiry).")
    }

    /// What has become of it since.
    func tellOutcome(_ issued: IssuedKey) {
        if output == .json {
            let row = KeyRow(
                issued.key, profile: profile.name.description, isPending: false, now: context.now())
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("key", row.json)]).text)
        }
        tell(issued.verification)
        tellRemarks(of: issued)
    }

    /// What a user should know although the key is safe.
    func tellRemarks(of issued: IssuedKey) {
        let now = context.now()
        for remark in issued.remarks {
            context.console.note(RemarkText.text(of: remark, on: issued.key, now: now))
        }
    }

    private func tell(_ verification: Verification) {
        switch verification {
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

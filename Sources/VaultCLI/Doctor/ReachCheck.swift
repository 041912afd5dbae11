import APIClient
import Vault

/// Whether OUTSCALE answers, over TLS, and whether this machine's clock is right by its own.
struct ReachCheck {
    let options: GlobalOptions
    let context: CommandContext
    let isOffline: Bool

    /// Beyond this OUTSCALE refuses a signature before long.
    private static let toleratedSeconds = 60.0
    /// Nobody waits for half a minute to hear that a network is down.
    private static let patience = 10

    func all(in vault: inout UnlockedVault) -> [Diagnosis] {
        guard !isOffline else { return [.skipped("api", "OUTSCALE was not called (--offline).")] }
        guard vault.contents.profiles.count > 0 else {
            return [
                .skipped(
                    "api", "There is no profile yet.",
                    cure: "Run: vault profile add NAME --region R")
            ]
        }
        do {
            let profile = try Selection.profile(options, vault.contents, context.environment)
            guard profile.signingKey != nil else {
                return [
                    .skipped(
                        "api", "Profile '\(profile.name)' has no key that signs its calls.",
                        cure: "Run 'vault create-key --login EMAIL' or 'vault add'.")
                ]
            }
            var quick = options
            if context.environment["OSC_VAULT_API_TIMEOUT", default: ""].isEmpty {
                quick.apiTimeout = quick.apiTimeout ?? Self.patience
            }
            let client = try ProfileClient(profile, options: quick, context: context)
                .signingClient(in: vault)
            try AuditNote.writeSigning(of: profile, for: "doctor", in: &vault, context)
            context.console.progress("OUTSCALE")
            let api = answer(of: client, profile)
            return [api, clock(client.clockSkew)]
        } catch {
            guard let failure = Failure.of(error) else { return [] }
            return [.problem("api", failure)]
        }
    }

    private func answer(of client: OutscaleClient, _ profile: Profile) -> Diagnosis {
        do throws(APIError) {
            _ = try client.readAccessKeys(user: nil)
            return .ok(
                "api", "OUTSCALE answers profile '\(profile.name)' at \(client.endpoint.origin).")
        } catch {
            return .problem("api", Failure(error))
        }
    }

    private func clock(_ skew: Double?) -> Diagnosis {
        guard let skew else {
            return .skipped("clock", "OUTSCALE's time is not known: it did not answer.")
        }
        let seconds = Int(exactly: skew.rounded()) ?? Int.max
        guard abs(skew) > Self.toleratedSeconds else {
            return .ok(
                "clock", "This machine's clock is right within \(Int(Self.toleratedSeconds)) s.")
        }
        return .problem(
            "clock",
            "This machine's clock is \(seconds.magnitude) s \(skew > 0 ? "ahead of" : "behind") OUTSCALE's.",
            cure: "Set it: sudo timedatectl set-ntp true")
    }
}

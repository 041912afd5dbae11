import APIClient
import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import SecretMemory
import Vault

struct CreateKeyCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "create-key",
        abstract: "Create an access key at OUTSCALE and capture its secret in the vault.",
        discussion: """
            The secret is never printed. The request is sent once; if its answer is lost, the vault says \
            so and knows the key's tag. Example: vault create-key --user alice --expires 90d
            """)

    @OptionGroup var login: LoginOptions
    @Option(help: "The EIM user who will own the key; if left out, the identity whose key signs.")
    var user: String?
    @Option(help: "The key's name in the vault; if left out, the user's or the profile's.")
    var name: String?
    @Option(help: "2027-01-31, a date-time, a span such as 90d or 6mo, or never.") var expires:
        String?
    @Option(help: "Your own tag for the key, set once the secret is safe.") var tag: String?
    @Flag(help: "Check everything, ask OUTSCALE too, and create nothing.") var dryRun = false
    @Flag(help: "Do not prove the new key by a signed call.") var noVerify = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = try opening(context).asking()
        let login = try login.read()
        let lock = try opening.lock()
        var vault =
            dryRun ? try opening.unlocked() : try opening.unlocked(changing: lock, login: login)
        let profile = try Selection.profile(global, vault.contents, context.environment)
        let reach = try ProfileClient(profile, options: global, context: context)
        let request = try request(profile, reach, context)
        let client = try login.map { reach.client(.login($0)) } ?? reach.signingClient(in: vault)
        let issue = IssueKey(
            request, client: client, verifier: verifier(reach),
            context: try ProfileClients(options: global, context: context)
                .lifecycleContext(of: vault),
            prompt: .atTerminal)
        if dryRun {
            if login == nil {
                try AuditNote.writeSigning(
                    of: profile, for: "create-key --dry-run", in: &vault, context)
            }
            let allowed = try issue.rehearse(in: vault)
            if allowed.isCut, let expiry = allowed.expiresAt {
                context.console.note(RemarkText.cut(to: expiry, now: context.now()))
            }
            return tell(allowed, context)
        }
        let captured = try issue.capture(in: &vault, holding: lock)
        let report = IssuedKeyReport(profile: profile, output: output, context: context)
        report.tellStored(captured.key)
        report.tellOutcome(captured.finish(in: &vault))
    }

    /// What would be created.
    private func tell(_ allowed: IssueRequest, _ context: CommandContext) {
        guard output == .json else {
            return context.console.sentence(
                "Nothing stands against creating '\(allowed.name)'. Nothing was created.")
        }
        context.console.line(
            JSONValue.object([
                ("schema", .number(1)), ("created", .boolean(false)),
                (
                    "key",
                    .object([
                        ("name", .text(allowed.name.description)),
                        ("profile", .text(allowed.profile.name.description)),
                        ("user", .text(allowed.user)),
                        ("expiresAt", .text(allowed.expiresAt.map(UTCDate.iso))),
                    ])
                ),
            ]).text)
    }

    private func request(
        _ profile: Profile, _ reach: ProfileClient, _ context: CommandContext
    ) throws -> IssueRequest {
        let when = try expires.map { try ExpiryOption.date($0, context) }
        let standard = profile.defaultLifetime.map {
            ExpiryOption.now(context).addingTimeInterval(Double($0))
        }
        return IssueRequest(
            name: try Selection.entryName(name ?? user ?? profile.name.description),
            profile: profile, user: user, expiresAt: when.map(\.date) ?? standard,
            mayBeCut: when?.isSpan ?? (standard != nil), tag: tag,
            endpoint: reach.endpoint.origin)
    }

    private func verifier(_ reach: ProfileClient) -> IssueKey.ClientForKey? {
        guard !noVerify else { return nil }
        return { (id: String, secret: consuming SecretBytes) in reach.client(signingAs: id, secret)
        }
    }
}

extension CreateKeyCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        login = words.options()
        user = words.text("--user")
        name = words.text("--name")
        expires = words.text("--expires")
        tag = words.text("--tag")
        dryRun = words.flag("--dry-run")
        noVerify = words.flag("--no-verify")
        output = words.choice("--output", "-o") ?? .text
    }
}

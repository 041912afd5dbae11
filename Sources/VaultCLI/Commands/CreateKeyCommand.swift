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

    @OptionGroup var global: GlobalOptions
    @Option(help: "The EIM user who will own the key; without it, the caller.") var user: String?
    @Option(help: "The key's name in the vault; without it, the user's or the profile's.") var name:
        String?
    @Option(help: "2027-01-31, a date-time, a span such as 90d or 6mo, or never.") var expires:
        String?
    @Option(help: "Your own tag for the key, set once the secret is safe.") var tag: String?
    @Option(help: "Sign in with the account's e-mail and password instead of a key.") var login:
        String?
    @Option(
        name: .customLong("login-password-fd"),
        help: "Read the account's password from this descriptor.")
    var loginPasswordDescriptor: Int32?
    @Flag(help: "Check everything, ask OUTSCALE too, and create nothing.") var dryRun = false
    @Flag(help: "Do not prove the new key by a signed call.") var noVerify = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault = try opening.unlocked()
        let profile = try Selection.profile(global, vault.contents, context.environment)
        let reach = try ProfileClient(profile, options: global, context: context)
        let request = try request(profile, reach, context)
        let client = try client(reach, in: vault)
        let issue = IssueKey(
            request, client: client, verifier: verifier(reach), world: try world(context))
        if dryRun {
            try lifecycle { () throws(LifecycleError) in try issue.rehearse(in: vault) }
            context.console.line(
                "Nothing stands against creating '\(request.name)'. Nothing was created.")
            return
        }
        let issued = try lifecycle { () throws(LifecycleError) in
            try issue.run(in: &vault, holding: lock)
        }
        IssuedKeyReport(issued, profile: profile, output: output, context: context).give()
    }

    private func request(
        _ profile: Profile, _ reach: ProfileClient, _ context: CommandContext
    ) throws -> IssueRequest {
        IssueRequest(
            name: try Selection.entryName(name ?? user ?? profile.name.description),
            profile: profile, user: user, expiresAt: try expiry(profile, context), tag: tag,
            endpoint: reach.endpoint.origin)
    }

    private func expiry(_ profile: Profile, _ context: CommandContext) throws -> Date? {
        let now = Date(timeIntervalSince1970: context.now().timeIntervalSince1970.rounded(.down))
        guard let expires else {
            return profile.defaultLifetime.map { now.addingTimeInterval(Double($0)) }
        }
        guard let when = When(expires, now: now) else {
            throw Failure.usage(
                "'\(expires)' is no date: write 2027-01-31, 2027-01-31T12:00:00Z, "
                    + "90d, 12h, 6w, 6mo, 1y or never. No key was created."
            )
        }
        if when.isBareDay {
            context.console.note("'\(expires)' means 00:00 UTC at the start of that day.")
        }
        return when.date
    }

    private func client(
        _ reach: ProfileClient, in vault: borrowing UnlockedVault
    ) throws -> OutscaleClient {
        guard let login else { return try reach.signingClient(in: vault) }
        let source =
            loginPasswordDescriptor.map { SecretSource.descriptor($0) }
            ?? .terminal(prompt: "OUTSCALE password of \(login): ")
        return reach.client(.login(Login(email: login, password: try reading(source))))
    }

    private func verifier(_ reach: ProfileClient) -> IssueKey.ClientForKey? {
        guard !noVerify else { return nil }
        return { (id: String, secret: consuming SecretBytes) in reach.client(signingAs: id, secret)
        }
    }

    private func world(_ context: CommandContext) throws -> World {
        World(
            now: context.now, pause: context.pause, hostID: HostIdentity.current,
            settleSeconds: Double(try global.settle(context.environment)))
    }
}

/// Turns what the lifecycle throws into what a user reads.
func lifecycle<Result: ~Copyable>(_ body: () throws(LifecycleError) -> Result) throws -> Result {
    do { return try body() } catch { throw Failure(error) }
}

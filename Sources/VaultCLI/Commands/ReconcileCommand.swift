import APIClient
import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import Vault

struct ReconcileCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare the vault with what OUTSCALE lists.",
        discussion: """
            matched, local-only, cloud-only, state-drift, expiry-drift, tag-drift, orphan. --fix writes \
            OUTSCALE's facts into the vault and deletes nothing there but our own orphans.
            """)

    /// OUTSCALE's users share its rate limit, so at most five requests a second go out.
    private static let pause = 0.2

    @OptionGroup var global: GlobalOptions
    @Option(help: "Only the keys of this EIM user.") var user: String?
    @Flag(help: "The keys of the caller and of every EIM user.") var allUsers = false
    @Flag(help: "Every profile.") var allProfiles = false
    @Flag(help: "Align the vault, and finish what is open.") var fix = false
    @Flag(help: "Exit with 11 if vault and OUTSCALE disagree.") var check = false
    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table

    func validate() throws {
        guard user == nil || !allUsers else {
            throw ValidationError("--user and --all-users exclude each other.")
        }
    }

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault = fix ? try opening.unlocked(changing: lock) : try opening.unlocked()
        var findings: [(profile: Profile, finding: Finding)] = []
        var aligned = 0
        for profile in try profiles(vault.contents, context) {
            let (client, world) = try reach(profile, in: vault, context)
            try AuditNote.writeSigning(of: profile, for: "reconcile", in: &vault, context)
            let reconciliation = Reconciliation(client: client, world: world)
            for owner in try owners(profile, client, vault.contents, context) {
                context.console.progress(owner.map { "user \($0)" } ?? "the caller")
                let found = try lifecycle { () throws(LifecycleError) in
                    try reconciliation.run(owner, profile: profile, in: vault.contents)
                }
                if fix {
                    aligned += try lifecycle { () throws(LifecycleError) in
                        try reconciliation.align(found, in: &vault, holding: lock)
                    }
                }
                findings += found.map { (profile, $0) }
                context.pause(Self.pause)
            }
        }
        FindingReport(findings, output: output, showsProfile: allProfiles).write(context.console)
        tellStrays(findings.map(\.finding), context)
        try conclude(findings.map(\.finding), aligned: aligned, context)
    }

    private func tellStrays(_ findings: [Finding], _ context: CommandContext) {
        let ids = findings.filter(\.isOfAnotherVault).compactMap(\.cloud?.id)
        guard !ids.isEmpty else { return }
        context.console.note(
            "\(ids.joined(separator: ", ")): made by a vault, and unknown to this one: another vault's key, "
                + "or an orphan of somebody's vault. It is left alone here.")
    }

    private func conclude(
        _ findings: [Finding], aligned: Int, _ context: CommandContext
    ) throws {
        if aligned > 0 {
            context.console.note("aligned \(counted(aligned, "record")) with OUTSCALE.")
        }
        let left = findings.filter(\.isDrift).count - aligned
        guard check, left > 0 else { return }
        throw Failure(
            .drift, "drift", "\(left) of \(counted(findings.count, "key")) differ from OUTSCALE.")
    }

    private func profiles(
        _ contents: VaultContents, _ context: CommandContext
    ) throws -> [Profile] {
        allProfiles
            ? contents.profiles : [try Selection.profile(global, contents, context.environment)]
    }

    private func reach(
        _ profile: Profile, in vault: borrowing UnlockedVault, _ context: CommandContext
    ) throws -> (OutscaleClient, World) {
        let reach = try ProfileClient(profile, options: global, context: context)
        return (
            try reach.signingClient(in: vault),
            try LifecycleReach(options: global, context: context).world()
        )
    }

    /// `nil` is the caller. Without a choice: the caller, and every user who has a key in the vault.
    private func owners(
        _ profile: Profile, _ client: OutscaleClient, _ contents: VaultContents,
        _ context: CommandContext
    ) throws -> [String?] {
        if let user { return [user] }
        let held = Set(contents.keys(of: profile.id).compactMap(\.user))
        guard allUsers else { return [nil] + held.sorted() }
        let users: [EIMUser]
        do { users = try client.readUsers() } catch { throw Failure(error) }
        context.pause(Self.pause)
        return [nil] + held.union(users.map(\.name)).sorted()
    }
}

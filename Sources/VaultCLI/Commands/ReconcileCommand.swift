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
            What it finds of each key: matched, or state-drift, expiry-drift, tag-drift, owner-drift where the two \
            differ; local-only or cloud-only where one of them does not have it; unread where OUTSCALE could not be \
            asked; pending, a key whose creation is open, here or in another copy of the vault; orphan, a key that this vault \
            made and whose secret is lost, or that it deleted and that lives. --fix writes OUTSCALE's facts into \
            the vault, verifies unverified keys, and deletes orphans, nothing else.

            Example: vault reconcile --all-users --check
            """)

    @Option(help: "Only the keys of this EIM user.") var user: String?
    @Flag(help: "The keys of the caller and of every EIM user.") var allUsers = false
    @Flag(help: "Every profile.") var allProfiles = false
    @Flag(help: "Align the vault, and finish what is open.") var fix = false
    @Flag(help: "Exit with 11 if a key of the vault differs, or an orphan of this vault exists.")
    var check = false
    @Flag(
        help: "With --check: also exit with 11 if OUTSCALE has a key that the vault does not hold.")
    var strict = false
    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard user == nil || !allUsers else {
            throw ValidationError("--user and --all-users exclude each other.")
        }
        guard check || !strict else { throw ValidationError("--strict goes with --check.") }
    }

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault = fix ? try opening.unlocked(changing: lock) : try opening.unlocked()
        var findings: [(profile: Profile, finding: Finding)] = []
        var failures = PartialFailures()
        var left = 0
        for profile in try profiles(vault.contents, context) {
            let found = try reconcile(profile, in: &vault, holding: lock, &failures, context)
            findings += found.all.findings.map { (profile, $0) }
            for owner in found.all.unread {
                failures.add(PartialFailures.unread(owner.user), Failure(owner.error))
            }
            left += found.open.count { $0.isDrift || (strict && $0.kind == .cloudOnly) }
        }
        FindingReport(findings, output: output, showsProfile: allProfiles).write(context.console)
        tellStrays(findings.map(\.finding), context)
        try failures.conclude("\(counted(failures.count, "failure")) on the way; see above.")
        guard check, left > 0 else { return }
        throw Failure(
            .drift, "drift",
            "\(left) of \(counted(findings.count, "key")) differ from OUTSCALE.")
    }

    /// All findings of one profile, and those of them that are left once `--fix` has done what it can.
    private func reconcile(
        _ profile: Profile, in vault: inout UnlockedVault, holding lock: borrowing VaultLock,
        _ failures: inout PartialFailures, _ context: CommandContext
    ) throws -> (all: Comparison, open: [Finding]) {
        let reach = try ProfileClient(profile, options: global, context: context)
        let client = try reach.signingClient(in: vault)
        try AuditNote.writeSigning(of: profile, for: "reconcile", in: &vault, context)
        let clients = ProfileClients(options: global, context: context)
        let lifecycleContext = try clients.lifecycleContext(of: vault)
        let reconciliation = Reconciliation(
            client: client, creations: try OwnCreations(in: vault),
            context: lifecycleContext)
        var compared = Comparison()
        for (number, owner) in try owners(profile, client, vault.contents, context).enumerated() {
            if number > 0 { context.pause(OutscaleClient.pauseInSeries) }
            context.console.progress(owner.map { "user \($0)" } ?? "the caller")
            compared.add(try reconciliation.run(owner, profile: profile, in: vault.contents))
        }
        compared = try reconciliation.resolvingOwners(
            of: compared, everyone: allUsers, profile: profile, in: vault.contents)
        let found = compared.findings
        guard fix else { return (compared, found) }
        let aligned = try reconciliation.align(found, in: &vault, holding: lock)
        let verified = try reconciliation.verify(
            found, with: clients.outscale, in: &vault, holding: lock)
        let orphans = found.filter { $0.kind == .orphan }
        let ended = try delete(
            orphans, of: profile, reach, reconciliation, in: &vault, holding: lock, &failures,
            context)
        tellFixed(aligned: aligned, verified: verified, deleted: ended.deleted, context)
        let rest = found.filter {
            [.localOnly, .cloudOnly, .otherProfile, .pending].contains($0.kind) || $0.isOfOldList
        }
        return (compared, rest + ended.left)
    }

    /// Those that are deleted, and those that live on. One that has expired and that OUTSCALE keeps is neither.
    private func delete(
        _ orphans: [Finding], of profile: Profile, _ reach: ProfileClient,
        _ reconciliation: Reconciliation, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock, _ failures: inout PartialFailures,
        _ context: CommandContext
    ) throws -> (deleted: [Finding], left: [Finding]) {
        var (deleted, left): ([Finding], [Finding]) = ([], [])
        for orphan in orphans {
            let id = orphan.cloud?.id ?? "an orphan"
            do {
                if let kept = try reconciliation.delete(
                    orphan: orphan, of: profile, endpoint: reach.endpoint.origin, in: &vault,
                    holding: lock)
                {
                    context.console.note(
                        "\(id) has expired, and OUTSCALE refuses to delete it: \(Failure(kept).message)"
                    )
                } else {
                    deleted.append(orphan)
                }
            } catch {
                left.append(orphan)
                failures.add("\(id) was not deleted", Failure(error))
            }
        }
        return (deleted, left)
    }

    private func tellFixed(
        aligned: Int, verified: Int, deleted: [Finding], _ context: CommandContext
    ) {
        if aligned > 0 {
            context.console.note("aligned \(counted(aligned, "record")) with OUTSCALE.")
        }
        if verified > 0 { context.console.note("verified \(counted(verified, "key")).") }
        let ids = deleted.compactMap(\.cloud?.id)
        guard !ids.isEmpty else { return }
        context.console.note(
            "deleted \(counted(ids.count, "orphan")) of this vault at OUTSCALE: \(ids.joined(separator: ", "))."
        )
    }

    private func tellStrays(_ findings: [Finding], _ context: CommandContext) {
        let ids = findings.filter(\.isOfAnotherVault).compactMap(\.cloud?.id)
        guard !ids.isEmpty else { return }
        context.console.note(
            "\(ids.joined(separator: ", ")): made by a vault, and unknown to this one: another vault's key, "
                + "or an orphan of somebody's vault. It is left alone here.")
    }

    private func profiles(
        _ contents: VaultContents, _ context: CommandContext
    ) throws -> [Profile] {
        allProfiles
            ? contents.profiles : [try Selection.profile(global, contents, context.environment)]
    }

    /// `nil` is the caller. Without a choice: the caller, and every user who has a key in the vault or may get one from an
    /// open creation.
    private func owners(
        _ profile: Profile, _ client: OutscaleClient, _ contents: VaultContents,
        _ context: CommandContext
    ) throws -> [String?] {
        if let user { return [user] }
        let held = Set(try contents.keys(of: profile.id).compactMap(\.user))
            .union(
                contents.intents.filter { $0.issue != nil && $0.profile == profile.id }
                    .compactMap(\.key.user))
        guard allUsers else { return [nil] + held.sorted() }
        let users = try client.readUsers()
        context.pause(OutscaleClient.pauseInSeries)
        return [nil] + held.union(users.map(\.name)).sorted()
    }
}

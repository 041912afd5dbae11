import APIClient
import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import Vault

struct RotateCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Let a new key take a key's place; the old one is deleted after a grace.",
        discussion: """
            Creates and proves the new key first. The old one works on while the overlap lasts, is inactive and \
            can be had back during the grace, then is deleted. Goes on where it stopped. For cron: \
            vault rotate --due --quiet
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The keys' names.") var names: [String] = []
    @Option(
        help: "How long the old key still works beside the new one: 1h, 7d, or 0; without it 0.")
    var overlap: String?
    @Option(help: "How long the old key can be had back after that: 24h, 7d, or 0; without it 24h.")
    var grace: String?
    @Option(help: "The new key's expiry; without it, the old one's lifetime from now.")
    var expires: String?
    @Flag(help: "All keys that are due, as 'list' has it, and rotations under way.") var due = false
    @Flag(help: "Say what would be done, and change nothing.") var plan = false
    @Flag(help: "Give the old key its place back, and delete the new one.") var undo = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func validate() throws {
        guard names.isEmpty == due else {
            throw ValidationError("Name the keys to rotate, or give --due.")
        }
        guard !(undo && (due || plan)) else {
            throw ValidationError("--undo goes with names only.")
        }
    }

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault =
            plan ? try opening.unlocked() : try opening.unlocked(changing: lock)
        let keys = try selected(vault.contents, context)
        if plan { try noteSigning(for: keys, in: &vault, context) }
        let clients = ProfileClients(options: global, context: context)
        let rotate = RotateKey(
            clients: clients.outscale, context: try clients.lifecycleContext(of: vault),
            prompt: .atTerminal)
        var batch = RotationBatch(context: context, output: output)
        for key in distinct(keys, in: vault.contents) {
            do {
                try rotateOne(key, rotate, in: &vault, holding: lock, &batch)
            } catch {
                guard let failure = Failure.of(error) else { throw error }
                batch.add(key.name, failure)
            }
        }
        try batch.finish()
    }

    /// A plan changes nothing, so nothing else in the log would tell who asked for it.
    private func noteSigning(
        for keys: [KeyRecord], in vault: inout UnlockedVault, _ context: CommandContext
    ) throws {
        let profiles = Set(keys.map(\.profile))
        for profile in vault.contents.profiles where profiles.contains(profile.id) {
            try AuditNote.writeSigning(of: profile, for: "rotate --plan", in: &vault, context)
        }
    }

    private func rotateOne(
        _ key: KeyRecord, _ rotate: RotateKey, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock, _ batch: inout RotationBatch
    ) throws {
        if undo {
            return batch.add(
                try rotate.undo(key, in: &vault, holding: lock))
        }
        let request = try request(key, in: vault.contents, batch.context)
        guard let open = vault.contents.rotation(of: key.id) else {
            return try begin(request, rotate, in: &vault, holding: lock, &batch)
        }
        let overtaking = keyOvertaking(open, in: vault.contents, batch.context)
        guard !plan else {
            return batch.add(goingOn: open, in: vault.contents, overtakenBy: overtaking)
        }
        guard let overtaking else {
            return batch.add(try rotate.run(request, in: &vault, holding: lock))
        }
        batch.add(try rotate.run(request, in: &vault, holding: lock, endingWindows: true))
        let next = try self.request(overtaking, in: vault.contents, batch.context)
        batch.add(try rotate.run(next, in: &vault, holding: lock))
    }

    private func begin(
        _ request: RotateKey.Request, _ rotate: RotateKey, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock, _ batch: inout RotationBatch
    ) throws {
        guard plan else { return batch.add(try rotate.run(request, in: &vault, holding: lock)) }
        let expiry = try rotate.rehearse(request, after: batch.planned(for: request), in: vault)
        batch.add(planning: request, expiringAt: expiry)
    }

    /// The new key of a rotation that waits for a window to pass, where that key is due itself. The windows end early
    /// then: else nothing would renew it in time.
    private func keyOvertaking(
        _ rotation: Intent, in contents: VaultContents, _ context: CommandContext
    ) -> KeyRecord? {
        let now = context.now()
        guard rotation.rotation?.restsUntil.map({ $0 > now }) ?? false,
            let new = contents.key(id: rotation.key.record),
            DueWindow.usual.isReached(by: new, at: now)
        else { return nil }
        return new
    }

    /// A rotation named twice, by its old and its new key say, is gone on with once.
    private func distinct(_ keys: [KeyRecord], in contents: VaultContents) -> [KeyRecord] {
        var seen: Set<RecordID> = []
        return keys.filter { seen.insert(contents.rotation(of: $0.id)?.id ?? $0.id).inserted }
    }

    private func selected(
        _ contents: VaultContents, _ context: CommandContext
    ) throws -> [KeyRecord] {
        guard due else {
            return try names.map { name in
                let key = try Selection.key(named: name, contents)
                try Selection.requireNoLease(of: key, contents)
                return key
            }
        }
        let leased = Set(contents.leases.map(\.key.record))
        let now = context.now()
        return contents.keys.filter { key in
            if let rotation = contents.rotation(of: key.id) {
                return rotation.key.name == key.name
            }
            return !leased.contains(key.id) && key.state != .inactive && key.retiredAt == nil
                && DueWindow.usual.isReached(by: key, at: now)
        }.sorted { $0.name < $1.name }
    }

    private func request(
        _ key: KeyRecord, in contents: VaultContents, _ context: CommandContext
    ) throws -> RotateKey.Request {
        let profile = try Selection.profile(of: key, contents)
        let reach = try ProfileClient(profile, options: global, context: context)
        return RotateKey.Request(
            key: key, profile: profile, expiresAt: try expiry(key, profile, context),
            mayBeCut: try expires.map { try ExpiryOption.date($0, context).isSpan } ?? true,
            windows: try RotateKey.Windows(
                overlap: overlap.map { try seconds($0, "overlap") },
                grace: grace.map { try seconds($0, "grace") }), endpoint: reach.endpoint.origin)
    }

    private func seconds(_ text: String, _ window: String) throws -> Int64 {
        if text == "0" { return 0 }
        guard let span = Span(text) else {
            throw Failure.usage(
                "'\(text)' is no \(window); write 24h, 7d or 0. Nothing was changed.")
        }
        return span.seconds
    }

    /// Without a wish: the old key's lifetime from now, else the profile's default.
    private func expiry(
        _ key: KeyRecord, _ profile: Profile, _ context: CommandContext
    ) throws -> Date? {
        if let expires { return try ExpiryOption.date(expires, context).date }
        let now = ExpiryOption.now(context)
        if let expiry = key.expiresAt, let created = key.createdAt, expiry > created {
            return now.addingTimeInterval(expiry.timeIntervalSince(created).rounded(.down))
        }
        // It never expires, and so does the new one.
        guard key.expiresAt != nil || !key.isExpiryKnown else { return nil }
        return profile.defaultLifetime.map { now.addingTimeInterval(Double($0)) }
    }
}

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
            Creates the new key and proves it by a signed call before the old one changes. The old key still works \
            during the overlap. During the grace it is inactive, and --undo brings it back. Then it is deleted. A \
            rotation that was interrupted goes on where it stopped.

            Example: vault rotate alice --plan

            Example, for cron, where nobody types a password: \
            vault rotate --due --quiet --password-file ~/.config/osc-vault/password
            """)

    @Argument(help: "The keys' names.") var names: [String] = []
    @Option(
        help: "How long the old key still works beside the new one: 1h, 7d, or 0; 0 if left out.")
    var overlap: String?
    @Option(
        help: "How long after that the old key can be brought back: 24h, 7d, or 0; 24h if left out."
    )
    var grace: String?
    @Option(help: "The new key's expiry; if left out, the old one's lifetime from now.")
    var expires: String?
    @Flag(help: "Rotate every key that 'list' shows as due, and go on with rotations under way.")
    var due = false
    @Flag(help: "Say what would be done, and change nothing.") var plan = false
    @Flag(help: "Put the old key back in its place, and delete the new one.") var undo = false
    @Flag(
        help: "Rotate a key again whose old key is still kept: that one is deleted first.")
    var again = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard !(undo && (due || plan)) else {
            throw ValidationError("--undo goes with names only.")
        }
        guard !(again && (due || undo)) else {
            throw ValidationError("--again goes with names only.")
        }
        guard names.isEmpty == due else {
            throw ValidationError(
                undo ? "Name the keys to bring back." : "Name the keys to rotate, or give --due.")
        }
    }

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault =
            plan
            ? try opening.unlocked() : try opening.unlocked(changing: lock, leavingRotations: true)
        let keys = try selected(vault.contents, context)
        if plan { try noteSigning(for: keys, in: &vault, context) }
        let clients = ProfileClients(options: global, context: context)
        let rotate = RotateKey(
            clients: clients.outscale, context: try clients.lifecycleContext(of: vault),
            prompt: .atTerminal)
        if !undo { ExposedKeys.note(among: keys, context.console) }
        let wish = try expires.map { try ExpiryOption.date($0, context) }
        var batch = RotationBatch(context: context, output: output)
        for key in distinct(keys, in: vault.contents) {
            do {
                try rotateOne(key, until: wish, rotate, in: &vault, holding: lock, &batch)
            } catch {
                let named = NamedVault.of(global, context.environment)
                guard let failure = Failure.of(error, in: named) else { throw error }
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
        _ key: KeyRecord, until wish: When?, _ rotate: RotateKey, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock, _ batch: inout RotationBatch
    ) throws {
        if undo { return batch.add(try rotate.undo(key, in: &vault, holding: lock)) }
        let request = try request(key, until: wish, in: vault.contents, batch.context)
        guard let open = vault.contents.rotation(of: key.id) else {
            return try begin(request, rotate, in: &vault, holding: lock, &batch)
        }
        let overtaking = try overtaking(of: open, in: vault.contents, batch.context)
        guard !plan else {
            return try batch.add(
                goingOn: open, request.windows, in: vault.contents, overtaken: overtaking)
        }
        if let overtaking {
            let ended =
                switch overtaking {
                case .isDue, .isAsked:
                    try rotate.run(request, in: &vault, holding: lock, endingWindows: true)
                case .hasExpired: try rotate.undo(key, in: &vault, holding: lock)
                }
            batch.add(ended)
            guard let heir = ended.key else { return }
            return try renew(heir, until: wish, rotate, in: &vault, holding: lock, &batch)
        }
        let rotation = try rotate.run(request, in: &vault, holding: lock)
        // Whatever runs this every hour has nothing to tell of a window that is still open.
        let isNews = !due || vault.contents.intent(id: open.id) != open
        batch.add(rotation, isNews: isNews, wasMadeBefore: !due && open.rotation?.restsUntil != nil)
        // It has ended, and what it has made is due by now.
        guard vault.contents.intent(id: open.id) == nil, let heir = rotation.key,
            heir.state != .inactive, DueWindow.usual.isReached(by: heir, at: batch.context.now())
        else { return }
        try renew(heir, until: wish, rotate, in: &vault, holding: lock, &batch)
    }

    /// Rotates the key that an earlier rotation has left.
    private func renew(
        _ heir: KeyRecord, until wish: When?, _ rotate: RotateKey,
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock,
        _ batch: inout RotationBatch
    ) throws {
        let next = try request(heir, until: wish, in: vault.contents, batch.context)
        batch.add(try rotate.run(next, in: &vault, holding: lock))
    }

    private func begin(
        _ request: RotateKey.Request, _ rotate: RotateKey, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock, _ batch: inout RotationBatch
    ) throws {
        guard plan else { return batch.add(try rotate.run(request, in: &vault, holding: lock)) }
        let issue = try rotate.rehearse(request, after: batch.planned(for: request), in: vault)
        batch.add(planning: request, issuing: issue)
    }
}

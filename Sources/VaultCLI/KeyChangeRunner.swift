import APIClient
import KeyLifecycle
import Vault

/// What disable, enable, expire, tag and delete-key have in common: a key, its profile, and who signs.
struct KeyChangeRunner {
    let command: any VaultSubcommand
    let context: CommandContext

    /// Opens the vault for a change, finds the key, and lets `body` change it.
    ///
    /// - Parameter ask: what a person is asked before. Nobody waits for the answer but this command.
    func run(
        _ name: String, asking ask: (KeyRecord, Profile) throws -> Void = { _, _ in },
        _ body: (
            KeyRecord, ProfileClient, OutscaleClient, LifecycleContext, inout UnlockedVault,
            borrowing VaultLock
        ) throws -> Void
    ) throws {
        let opening = VaultOpening(options: command.global, context: context)
        let lock = try opening.lock()
        var vault = try opening.unlocked(changing: lock)
        let key = try Selection.key(named: name, vault.contents)
        try Selection.requireNoLease(of: key, vault.contents)
        try Selection.requireNoDeletion(of: key, vault.contents)
        let profile = try Selection.profile(of: key, vault.contents)
        try Question.ask(about: key, in: &vault, holding: lock) { try ask(key, profile) }
        let reach = try ProfileClient(profile, options: command.global, context: context)
        let client = try reach.signingClient(in: vault)
        let lifecycleContext = try ProfileClients(
            options: command.global, context: context
        ).lifecycleContext(of: vault)
        try body(key, reach, client, lifecycleContext, &vault, lock)
    }

    /// Whoever takes away the key that signs locks the vault out of OUTSCALE.
    func confirmIfSigning(_ key: KeyRecord, _ profile: Profile, _ verb: String) throws {
        guard profile.signingKey == key.id else { return }
        context.console.note(
            "'\(key.name)' signs the calls of profile '\(profile.name)': without it the vault can't "
                + "reach OUTSCALE there until another key signs ('vault profile set --signing-key')."
        )
        try Confirmation.require("\(verb) '\(key.name)' all the same?", options: command.global)
    }
}

/// A change of one key, by the verbs that UpdateAccessKey has.
extension KeyChangeRunner {
    func change(
        _ name: String, _ change: KeyChange, mayBeCut: Bool = false, output: TextFormat,
        asking ask: (KeyRecord, Profile) throws -> Void = { _, _ in },
        saying sentence: (KeyRecord) -> String
    ) throws {
        try run(name, asking: ask) { key, reach, client, lifecycleContext, vault, lock in
            if case .state(let state) = change, !(state == .active && vault.contents.isHeir(key)) {
                try Selection.requireNoRotation(of: key, vault.contents)
            }
            let change = ChangeKey(
                key, change, mayBeCut: mayBeCut, client: client,
                endpoint: reach.endpoint.origin, context: lifecycleContext)
            let changed = try change.run(in: &vault, holding: lock)
            switch output {
            case .text: context.console.sentence(sentence(changed.key))
            case .json:
                context.console.line(
                    KeyReport.json(changed.key, profile: reach.profile, now: context.now()).text)
            }
            if changed.isCut {
                context.console.note(
                    RemarkText.cut(to: changed.key.expiresAt, now: context.now()))
            }
            if changed.isRedated { context.console.note(ChangeText.redated(changed.key)) }
            if !changed.isAsAsked { context.console.note(ChangeText.altered) }
        }
    }
}

extension VaultContents {
    /// Whether a key has taken another's place, and is to stay there: it may be woken, so that the rotation goes on.
    fileprivate func isHeir(_ key: KeyRecord) -> Bool {
        guard let intent = rotation(of: key.id), intent.key.record == key.id else { return false }
        if case .undoing = intent.rotation?.phase { return false }
        return true
    }
}

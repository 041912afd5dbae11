import APIClient
import FoundationEssentials
import KeyLifecycle
import Vault

/// Which keys are rotated, and how.
extension RotateCommand {
    /// What becomes of a rotation that waits for a window to pass, where its new key is to be replaced already: it is due
    /// itself, and nothing else would renew it in time, or a person asks for it. The old key is given up only while the
    /// new one works.
    func overtaking(
        of intent: Intent, in contents: VaultContents, _ context: CommandContext
    ) throws -> OvertakenRotation? {
        let now = context.now()
        guard let rotation = intent.rotation, let end = rotation.restsUntil,
            let new = try contents.key(id: intent.key.record),
            again || DueWindow.usual.isReached(by: new, at: now)
        else { return nil }
        let old = try contents.key(id: rotation.previous)
        let isOldAlive = old.map { !$0.hasExpired(at: now) } ?? false
        if new.hasExpired(at: now), isOldAlive { return .hasExpired(new) }
        if again { return .isAsked(new) }
        return end > now ? .isDue(new) : nil
    }

    /// A rotation named twice, by its old and its new key say, is gone on with once.
    func distinct(_ keys: [KeyRecord], in contents: VaultContents) -> [KeyRecord] {
        var seen: Set<RecordID> = []
        return keys.filter { seen.insert(contents.rotation(of: $0.id)?.id ?? $0.id).inserted }
    }

    func selected(
        _ contents: VaultContents, _ context: CommandContext
    ) throws -> [KeyRecord] {
        guard due else {
            return try names.map { name in
                let key = try Selection.key(named: name, contents)
                try Selection.requireNoLease(of: key, contents)
                try Selection.requireNoDeletion(of: key, contents)
                return key
            }
        }
        let leased = Set(contents.leases.map(\.key.record))
        let ending = Set(contents.intents.filter(\.isDeletion).map(\.key.record))
        let now = context.now()
        return try contents.keys().filter { key in
            if let rotation = contents.rotation(of: key.id) {
                return rotation.key.name == key.name
            }
            return !leased.contains(key.id) && !ending.contains(key.id) && key.state != .inactive
                && key.retiredAt == nil
                && DueWindow.usual.isReached(by: key, at: now)
        }.sorted { $0.name < $1.name }
    }

    func request(
        _ key: KeyRecord, until wish: When?, in contents: VaultContents, _ context: CommandContext
    ) throws -> RotateKey.Request {
        let windows = try RotateKey.Windows(
            overlap: overlap.map { try seconds($0, "overlap") },
            grace: grace.map { try seconds($0, "grace") })
        return try RotationRequests(options: global, windows: windows, context: context)
            .request(key, until: wish, in: contents)
    }

    private func seconds(_ text: String, _ window: String) throws -> Int64 {
        if text == "0" { return 0 }
        guard let span = Span(text) else {
            throw Failure.usage(
                "'\(text)' is no \(window); write 24h, 7d or 0. Nothing was changed.")
        }
        return span.seconds
    }
}

import SecretMemory

extension Landing.Content {
    /// What a landing file's bytes say; bytes that are missing at the end count as zeros.
    ///
    /// Throws what the key throws, an agent that has locked say, but never `damaged`.
    static func read(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> Self {
        guard bytes.contains(where: { $0 != 0 }) else { return .blank }
        let missing = max(0, LandingFile.byteCount - bytes.count)
        let room = bytes + [UInt8](repeating: 0, count: missing)
        do throws(VaultError) {
            return try find(in: room, intent: intent, key: key)
                ?? .damaged(LandingKind.damage(of: LandingSlot.removed(from: room)))
        } catch {
            guard case .damaged(let what) = error else { throw error }
            return .damaged(what)
        }
    }

    /// What opens, whatever the header says; `nil` if nothing does.
    private static func find(
        in bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> Self? {
        for kind in LandingKind.likeliest(for: bytes) {
            let found: Self?
            switch kind {
            case .key:
                found = try LandedKey.decode(bytes, intent: intent, key: key).map { .key($0) }
            case .elsewhere:
                found = try LandedElsewhere.decode(bytes, intent: intent, key: key)
                    .map { .elsewhere($0) }
            case .held: found = try findHeld(in: bytes, intent: intent, key: key)
            }
            if let found { return found }
        }
        return nil
    }

    private static func findHeld(
        in bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> Self? {
        guard let held = try HeldLanding.decode(bytes, intent: intent, key: key),
            let found = try find(in: held.rest, intent: intent, key: held.key)
        else { return nil }
        guard case .key(let sealed) = found else { return found }
        let secret = try sealed.open(with: held.key)
        return .key(try SealedKey(sealing: secret, of: sealed.record, key: key))
    }
}

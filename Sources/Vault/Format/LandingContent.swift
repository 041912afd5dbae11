import SecretMemory

extension Landing.Content {
    /// What a landing file's bytes say.
    static func read(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> Self {
        guard let held = try HeldLanding.decode(bytes, intent: intent, key: key) else {
            return try plain(bytes, intent: intent, key: key)
        }
        switch try plain(held.rest, intent: intent, key: held.key) {
        case .key(let sealed):
            let secret = try sealed.open(with: held.key)
            return .key(try SealedKey(sealing: secret, of: sealed.record, key: key))
        case .elsewhere(let directory): return .elsewhere(directory)
        case .blank, .unusable: throw .damaged("what was held in a landing file is not whole")
        }
    }

    /// Sealed under that key itself.
    private static func plain(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> Self {
        if let directory = try LandedElsewhere.decode(bytes, intent: intent, key: key) {
            return .elsewhere(directory)
        }
        return try LandedKey.decode(bytes, intent: intent, key: key).map { .key($0) } ?? .blank
    }
}

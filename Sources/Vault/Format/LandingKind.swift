import SecretMemory

/// What may stand in a landing file: magic ‖ length of each part u32 ‖ the parts ‖ H(all before).
///
/// The first part is a box. Whether it opens decides what has landed; magic, lengths and hash only say where to look
/// first, so damage to them costs no secret.
enum LandingKind: String, CaseIterable {
    /// A record and a secret, each in a box.
    case key = "vault/land/v1"
    /// A one-time key in a box of the vault's, then one of the others under that key.
    case held = "vault/hold/v1"
    /// The directory that the secret was brought to, in a box.
    case elsewhere = "vault/away/v1"

    static let digestCount = 32

    var magic: [UInt8] { Array(rawValue.utf8) }
    var partCount: Int { self == .elsewhere ? 1 : 2 }
    var headCount: Int { magic.count + 4 * partCount }

    /// Of the first part's box.
    var type: UInt16 {
        switch self {
        case .key: 33
        case .elsewhere: 34
        case .held: 35
        }
    }

    /// Where the first part's box stands.
    func context(of intent: RecordID) -> SealingContext {
        self == .held ? .landingKey(intent) : .landing(intent)
    }

    /// The first part's box.
    func seal(
        _ payload: borrowing SecretBytes, of intent: RecordID, by key: any VaultKey
    ) throws(VaultError) -> [UInt8] {
        try payload.withBytes { bytes throws(VaultError) in
            try key.seal(bytes, under: context(of: intent), type: type)
        }
    }

    func encode(_ parts: [[UInt8]]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(magic)
        for part in parts { writer.append(UInt32(part.count)) }
        for part in parts { writer.append(part) }
        return writer.bytes + BLAKE2b.digest(of: writer.bytes)
    }

    /// The header's lengths; `nil` if there is no room for one.
    func statedLengths(in bytes: [UInt8]) -> [Int]? {
        guard bytes.count >= headCount else { return nil }
        let lengths = bytes[magic.count..<headCount]
        return stride(from: lengths.startIndex, to: lengths.endIndex, by: 4).map { start in
            lengths[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
    }
}

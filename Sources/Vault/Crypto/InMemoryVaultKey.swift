import CSodium
import SecretMemory

/// The vault key in this process's locked memory; what it is used for has a subkey each.
final class InMemoryVaultKey: VaultKey {
    let vaultID: RecordID
    let keyID: [UInt8]
    let keyEpoch: UInt64
    private let records: SecretBytes
    private let manifest: SecretBytes
    private let audit: SecretBytes
    private let mark: SecretBytes

    init(_ key: borrowing SecretBytes, vaultID: RecordID, keyEpoch: UInt64) {
        self.vaultID = vaultID
        self.keyEpoch = keyEpoch
        keyID = Self.keyID(of: key)
        records = Subkey.derive(1, "VltRecrd", from: key)
        manifest = Subkey.derive(3, "VltMnfst", from: key)
        audit = Subkey.derive(4, "VltAudit", from: key)
        mark = Subkey.derive(5, "VltHiWat", from: key)
    }

    static func keyID(of key: borrowing SecretBytes) -> [UInt8] {
        Subkey.derive(0, "VltKeyID", from: key).publicBytes
    }

    func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8] {
        let padded = Padding.padded(plaintext, type: type, block: Padding.block(of: context))
        return padded.withBytes { SecretBox.seal($0, key: key(of: context)) }
    }

    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes {
        guard let padded = SecretBox.open(box, key: key(of: context)) else {
            throw .damaged("a box does not open where it stands")
        }
        return try Padding.payload(of: padded, type: type, block: Padding.block(of: context))
    }

    func mac(_ message: [UInt8], for purpose: MACPurpose) throws(VaultError) -> [UInt8] {
        switch purpose {
        case .manifest: BLAKE2b.keyedDigest(of: message, key: manifest).publicBytes
        case .audit: BLAKE2b.keyedDigest(of: message, key: audit).publicBytes
        case .highWaterMark: BLAKE2b.keyedDigest(of: message, key: mark).publicBytes
        }
    }

    private func key(of context: SealingContext) -> SecretBytes {
        let bytes = context.bytes(vaultID: vaultID, keyEpoch: keyEpoch)
        return BLAKE2b.keyedDigest(of: bytes, key: records)
    }
}

extension SecretBytes {
    /// The bytes of something that stands in the file in clear: a MAC, a key id, a page's metadata.
    var publicBytes: [UInt8] {
        withBytes { bytes in
            unsafe bytes.withUnsafeBytes { unsafe Array($0) }
        }
    }
}

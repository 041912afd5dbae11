import CSodium
package import SecretMemory
import Synchronization

/// The vault key in this process's locked memory; each purpose has a subkey.
package final class InMemoryVaultKey: VaultKey {
    package let vaultID: RecordID
    package let keyID: [UInt8]
    package let keyEpoch: UInt64
    private let records: SecretBytes
    private let manifest: SecretBytes
    private let audit: SecretBytes
    private let mark: SecretBytes
    private let names: SecretBytes
    /// The key of the box at hand; zero otherwise.
    private let boxKey = Mutex(MessageBuffer(capacity: BLAKE2b.byteCount))

    init(_ key: borrowing SecretBytes, vaultID: RecordID, keyEpoch: UInt64) {
        self.vaultID = vaultID
        self.keyEpoch = keyEpoch
        keyID = Self.keyID(of: key)
        records = Subkey.derive(1, "VltRecrd", from: key)
        manifest = Subkey.derive(3, "VltMnfst", from: key)
        audit = Subkey.derive(4, "VltAudit", from: key)
        mark = Subkey.derive(5, "VltHiWat", from: key)
        names = Subkey.derive(2, "VltIndex", from: key)
    }

    static func keyID(of key: borrowing SecretBytes) -> [UInt8] {
        Subkey.derive(0, "VltKeyID", from: key).publicBytes
    }

    package func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8] {
        let count = context.boxCount(ofPayload: plaintext.byteCount)
        return try SecretBytes(capacity: count) { output throws(VaultError) in
            try seal(plaintext, under: context, type: type, into: &output)
        }.publicBytes
    }

    package func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes {
        try SecretBytes(capacity: SecretBox.plaintextCount(of: box.count)) {
            output throws(VaultError) in
            try open(unsafe box.span.bytes, under: context, type: type, into: &output)
        }
    }

    /// Of a message that begins with its own domain.
    func mac(_ message: [UInt8], for purpose: MACPurpose) -> [UInt8] {
        let message = unsafe message.span.bytes
        return switch purpose {
        case .manifest: BLAKE2b.mac(of: message, key: manifest)
        case .audit: BLAKE2b.mac(of: message, key: audit)
        case .highWaterMark: BLAKE2b.mac(of: message, key: mark)
        case .names: BLAKE2b.mac(of: message, key: names)
        }
    }

    /// Metadata needs no guarded memory: it is no secret.
    package func perform(
        _ operations: [KeyOperation], meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult] {
        work()
        return try inTurn(operations) { box throws(VaultError) in
            let payload = try [UInt8](
                publicCapacity: SecretBox.plaintextCount(of: box.box.count)
            ) { output throws(VaultError) in
                try open(
                    unsafe box.box.span.bytes, under: box.context, type: box.type, into: &output)
            }
            return OpenedBox(type: box.type, payload: payload)
        }
    }

    /// Lends a box's own key.
    func withKey(of context: SealingContext, _ body: (RawSpan) -> Bool) -> Bool {
        let bytes = context.bytes(vaultID: vaultID, keyEpoch: keyEpoch)
        return boxKey.withLock { key in
            defer { key.wipe() }
            key.write {
                BLAKE2b.appendKeyedDigest(of: unsafe bytes.span.bytes, key: records, to: &$0)
            }
            return key.withBytes(body)
        }
    }
}

extension SecretBytes {
    /// The bytes of something that stands in the file in clear: a MAC, a key id, a page's metadata.
    var publicBytes: [UInt8] {
        withBytes { $0.publicBytes }
    }
}

package import SecretMemory
import SystemPackage

/// What makes a machine a member's: its keys, under a password. The server never has it.
///
/// 300 bytes: "vault/mem/v1" 12 ‖ a password slot 168 (docs/format.md 2), which holds the file's key ‖ a box of 120 under a key
/// of that one. The box holds seed 32 ‖ member id 16 ‖ head of the roster's first entry 32. Whoever has the file and not the
/// password can try passwords on the file, and on nothing that the server has.
package struct MemberFile: Sendable {
    static let magic = Array("vault/mem/v1".utf8)
    static let contentCount = 80
    package static let byteCount = magic.count + Slot.byteCount + SecretBox.overhead + contentCount

    private let slot: Slot
    private let box: [UInt8]

    /// What the file holds, opened.
    package struct Opened: ~Copyable {
        package let member: RecordID
        package let vaultID: RecordID
        /// The head of the roster's first entry: the team that this member belongs to.
        let founding: [UInt8]
        package let keys: MemberKeys
    }

    /// Seals new keys for a member.
    ///
    /// - Parameter seed: 32 bytes; ``MemberKeys`` come from it.
    init(
        sealing seed: borrowing SecretBytes, of member: RecordID, in vaultID: RecordID,
        founding: [UInt8], under password: borrowing SecretBytes, cost: KeyDerivationParameters
    ) throws(VaultError) {
        let fileKey = SecretBytes(randomCount: 32)
        let salt = RecordID.random().bytes
        slot = Slot(
            sealing: fileKey, root: try Slot.root(password: password, salt: salt, cost),
            kind: .password, number: 0, vaultID: vaultID, keyEpoch: 1, salt: salt,
            parameters: cost)
        let content = SecretBytes(capacity: Self.contentCount) { output in
            seed.withBytes { output.append(contentsOf: $0) }
            output.append(contentsOf: member.bytes)
            output.append(contentsOf: founding)
        }
        box = content.withBytes { SecretBox.seal($0, key: Self.boxKey(fileKey)) }
    }

    /// - Throws: ``VaultError/damaged(_:)`` for what is no such file.
    package init(reading bytes: [UInt8]) throws(VaultError) {
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.magic) else {
            throw .damaged("it is no member's file")
        }
        let rest = bytes.dropFirst(Self.magic.count)
        slot = try Slot(reading: Array(rest.prefix(Slot.byteCount)))
        guard slot.kind == .password, slot.number == 0 else {
            throw .damaged("a member's file opens with a password")
        }
        box = Array(rest.dropFirst(Slot.byteCount))
    }

    /// - Returns: `nil` where there is no file.
    /// - Throws: ``TeamError/damagedFile(_:path:)``.
    static func read(_ path: FilePath) throws(VaultError) -> MemberFile? {
        guard let bytes = try DurableFile.read(path, limit: byteCount + 1) else { return nil }
        return try TeamFile.member.reading(path) { () throws(VaultError) in
            try MemberFile(reading: bytes)
        }
    }

    package var bytes: [UInt8] { Self.magic + slot.bytes + box }
    package var vaultID: RecordID { slot.vaultID }

    /// - Throws: ``VaultError/wrongPassword``.
    package func open(password: borrowing SecretBytes) throws(VaultError) -> Opened {
        let root = try Slot.root(
            password: password, salt: slot.salt, slot.parameters ?? .standard)
        let fileKey = try slot.open(root: root)
        guard let content = SecretBox.open(box, key: Self.boxKey(fileKey)),
            content.count == Self.contentCount
        else { throw .damaged("a member's file holds no keys") }
        let seed = content.withBytes { SecretBytes(copying: $0.extracting(first: 32)) }
        let told = content.withBytes { SecretBytes(copying: $0.extracting(32..<Self.contentCount)) }
            .publicBytes
        guard let member = RecordID(told.prefix(16)) else {
            throw .damaged("a member's file holds no keys")
        }
        return Opened(
            member: member, vaultID: slot.vaultID, founding: Array(told.dropFirst(16)),
            keys: MemberKeys(seed: seed))
    }

    private static func boxKey(_ fileKey: borrowing SecretBytes) -> SecretBytes {
        Subkey.derive(3, "VltMembr", from: fileKey)
    }
}

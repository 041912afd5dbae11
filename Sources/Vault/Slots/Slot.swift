import SecretMemory

/// What opens a vault: 168 bytes with the vault key sealed under a key that a credential gives, and a MAC that commits to
/// it.
package struct Slot: Sendable {
    static let byteCount = 168
    /// A vault has as many slots at most; their numbers lie below it.
    package static let most = 8
    private static let authenticatedCount = 136

    package let kind: SlotKind
    package let number: UInt32
    /// `nil` where nothing is stretched.
    package let parameters: KeyDerivationParameters?
    let vaultID: RecordID
    let keyEpoch: UInt64
    let salt: [UInt8]
    let bytes: [UInt8]

    /// Whether it is the same slot, and not one that was made in its place.
    package func isSame(as other: Slot) -> Bool { bytes == other.bytes }
}

/// What a slot asks for. The raw values stand in the file.
package enum SlotKind: UInt8, Hashable, Sendable, CaseIterable {
    case password = 1
    /// Both together; neither opens it alone.
    case passwordAndKeyFile = 2
    case recovery = 3
    case keyFile = 5

    /// A password is stretched; 32 random bytes need no stretching.
    var isStretched: Bool { self == .password || self == .passwordAndKeyFile }
}

// MARK: - Reading

extension Slot {
    /// Checks everything that can be checked without the password; in particular, the parameters'
    /// floor and ceiling before anybody allocates what they ask for.
    init(reading bytes: [UInt8]) throws(VaultError) {
        var reader = ByteReader(bytes)
        guard bytes.count == Self.byteCount, try Array(reader.take(4)) == Array("VSL1".utf8),
            try reader.u8() == 1
        else { throw .damaged("a key slot is damaged") }
        let (type, derivation) = (try reader.u8(), try reader.u8())
        guard try reader.u8() == 0 else { throw .damaged("a slot's reserved byte is not zero") }
        guard let kind = SlotKind(rawValue: type) else {
            throw .damaged("a slot is of kind \(type), which format 1 does not have")
        }
        let (passes, memory, lanes) = (try reader.u32(), try reader.u32(), try reader.u32())
        parameters = try Self.parameters(kind, derivation, passes, memory, lanes)
        self.kind = kind
        number = try reader.u32()
        guard number < Self.most else {
            throw .damaged("a slot has the number \(number), and the highest is \(Self.most - 1)")
        }
        vaultID = try reader.id()
        keyEpoch = try reader.u64()
        salt = Array(try reader.take(16))
        self.bytes = bytes
    }

    private static func parameters(
        _ kind: SlotKind, _ derivation: UInt8, _ passes: UInt32, _ memory: UInt32, _ lanes: UInt32
    ) throws(VaultError) -> KeyDerivationParameters? {
        guard kind.isStretched else {
            guard derivation == 0, passes == 0, memory == 0, lanes == 0 else {
                throw .damaged("a slot without a password asks for a derivation")
            }
            return nil
        }
        guard derivation == 2, lanes == 1 else {
            throw .damaged("a slot's derivation is unknown")
        }
        // What is too weak or too much was not written by this program.
        do { return try KeyDerivationParameters(memoryKiB: memory, passes: passes) } catch {
            throw .damaged("a slot's parameters are below the floor or above the ceiling")
        }
    }
}

// MARK: - Sealing and opening

extension Slot {
    /// Seals the vault key. `root` comes from a credential and `salt`.
    init(
        sealing vaultKey: borrowing SecretBytes, root: borrowing SecretBytes, kind: SlotKind,
        number: UInt32, vaultID: RecordID, keyEpoch: UInt64, salt: [UInt8],
        parameters: KeyDerivationParameters?, nonce: [UInt8] = SecretBox.randomNonce()
    ) {
        self.kind = kind
        self.number = number
        self.vaultID = vaultID
        self.keyEpoch = keyEpoch
        self.salt = salt
        self.parameters = parameters
        var writer = ByteWriter()
        writer.append("VSL1".utf8)
        writer.append([1, kind.rawValue, kind.isStretched ? 2 : 0, 0])
        writer.append(parameters?.passes ?? 0)
        writer.append(parameters?.memoryKiB ?? 0)
        writer.append(UInt32(parameters == nil ? 0 : 1))
        writer.append(number)
        writer.append(vaultID.bytes)
        writer.append(keyEpoch)
        writer.append(salt)
        let wrapping = Subkey.derive(1, "VltSlot1", from: root)
        writer.append(vaultKey.withBytes { SecretBox.seal($0, key: wrapping, nonce: nonce) })
        writer.append(Self.mac(of: writer.bytes, root: root).publicBytes)
        bytes = writer.bytes
    }

    /// The vault key. One error for a wrong password and a damaged slot: they can't be told apart.
    func open(root: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
        let authenticated = Array(bytes.prefix(Self.authenticatedCount))
        let stored = SecretBytes(copying: Array(bytes.dropFirst(Self.authenticatedCount)))
        guard Self.mac(of: authenticated, root: root).isEqual(to: stored) else {
            throw .wrongPassword
        }
        let box = Array(bytes[64..<Self.authenticatedCount])
        let wrapping = Subkey.derive(1, "VltSlot1", from: root)
        guard let vaultKey = SecretBox.open(box, key: wrapping), vaultKey.count == 32 else {
            throw .wrongPassword
        }
        return vaultKey
    }

    private static func mac(of bytes: [UInt8], root: borrowing SecretBytes) -> SecretBytes {
        BLAKE2b.keyedDigest(of: bytes, key: Subkey.derive(2, "VltSlot1", from: root))
    }
}

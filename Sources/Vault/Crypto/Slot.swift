import SecretMemory

/// What opens a vault: 168 bytes with the vault key sealed under a key that a password or a recovery
/// code gives, and a MAC that commits to it.
struct Slot: Sendable {
    enum Kind: UInt8 {
        case password = 1
        case recovery = 3
    }

    static let byteCount = 168
    private static let authenticatedCount = 136

    let kind: Kind
    let number: UInt32
    let vaultID: RecordID
    let keyEpoch: UInt64
    /// `nil` for a recovery code, which needs no stretching.
    let parameters: KeyDerivationParameters?
    let salt: [UInt8]
    let bytes: [UInt8]
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
        guard let kind = Kind(rawValue: type) else { throw .newerFormat(found: Int(type)) }
        let (passes, memory, lanes) = (try reader.u32(), try reader.u32(), try reader.u32())
        parameters = try Self.parameters(kind, derivation, passes, memory, lanes)
        self.kind = kind
        number = try reader.u32()
        vaultID = try reader.id()
        keyEpoch = try reader.u64()
        salt = Array(try reader.take(16))
        self.bytes = bytes
    }

    private static func parameters(
        _ kind: Kind, _ derivation: UInt8, _ passes: UInt32, _ memory: UInt32, _ lanes: UInt32
    ) throws(VaultError) -> KeyDerivationParameters? {
        switch kind {
        case .password:
            guard derivation == 2, lanes == 1 else {
                throw .damaged("a slot's derivation is unknown")
            }
            // What is too weak or too much was not written by this program.
            do { return try KeyDerivationParameters(memoryKiB: memory, passes: passes) } catch {
                throw .damaged("a slot's parameters are below the floor or above the ceiling")
            }
        case .recovery:
            guard derivation == 0, passes == 0, memory == 0, lanes == 0 else {
                throw .damaged("a recovery slot asks for a derivation")
            }
            return nil
        }
    }
}

// MARK: - Sealing and opening

extension Slot {
    /// Seals the vault key. `root` comes from the password and `salt`, or from the recovery code.
    init(
        sealing vaultKey: borrowing SecretBytes, root: borrowing SecretBytes, kind: Kind,
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
        writer.append([1, kind.rawValue, kind == .password ? 2 : 0, 0])
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

    static func root(
        password: borrowing SecretBytes, salt: [UInt8], _ parameters: KeyDerivationParameters
    ) throws(VaultError) -> SecretBytes {
        try PasswordHash.derive(password, salt: salt, parameters)
    }

    static func root(recoveryCode: borrowing RecoveryCode, salt: [UInt8]) -> SecretBytes {
        BLAKE2b.keyedDigest(of: Array("vault/recovery/v1".utf8) + salt, key: recoveryCode.bytes)
    }
}

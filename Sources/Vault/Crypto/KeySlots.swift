package import SecretMemory

/// What a password or a recovery code opens to the vault's key, without the vault's file.
///
/// There is no secret in a slot, so a process that holds keys may be handed all of them.
package struct KeySlots: Sendable {
    private let slots: [Slot]
    package let vaultID: RecordID
    /// Counts the vault's keys; an opened key of another epoch is a former one.
    package let keyEpoch: UInt64

    /// Takes slots of 168 bytes each; checks all that can be checked without the password.
    package init(reading slots: [[UInt8]]) throws(VaultError) {
        var read: [Slot] = []
        for bytes in slots { read.append(try Slot(reading: bytes)) }
        guard let first = read.first, read.allSatisfy({ $0.vaultID == first.vaultID }) else {
            throw .damaged("the vault has no slot, or one of another vault")
        }
        self.slots = read
        vaultID = first.vaultID
        keyEpoch = first.keyEpoch
    }

    /// The same from slots that stand one behind the other, as ``bytes`` has them.
    package init(reading bytes: [UInt8]) throws(VaultError) {
        let starts = stride(from: 0, to: bytes.count, by: Slot.byteCount)
        try self.init(reading: starts.map { Array(bytes[$0...].prefix(Slot.byteCount)) })
    }

    package var bytes: [UInt8] { slots.flatMap(\.bytes) }

    package func key(password: borrowing SecretBytes) throws(VaultError) -> InMemoryVaultKey {
        var failure = VaultError.noSuchSlot
        for slot in slots {
            guard let parameters = slot.parameters else { continue }
            let root = try Slot.root(password: password, salt: slot.salt, parameters)
            do throws(VaultError) { return try Self.key(in: slot, root: root) } catch {
                guard error == .wrongPassword else { throw error }
                failure = error
            }
        }
        throw failure
    }

    package func key(recoveryCode: borrowing RecoveryCode) throws(VaultError) -> InMemoryVaultKey {
        var failure = VaultError.noSuchSlot
        for slot in slots where slot.kind == .recovery {
            let root = Slot.root(recoveryCode: recoveryCode, salt: slot.salt)
            do throws(VaultError) { return try Self.key(in: slot, root: root) } catch {
                guard error == .wrongPassword else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private static func key(
        in slot: Slot, root: borrowing SecretBytes
    ) throws(VaultError) -> InMemoryVaultKey {
        let vaultKey = try slot.open(root: root)
        return InMemoryVaultKey(vaultKey, vaultID: slot.vaultID, keyEpoch: slot.keyEpoch)
    }
}

package import SecretMemory
import SystemPackage

/// A vault whose file has been checked as far as that goes without its password.
package struct LockedVault: Sendable {
    package let files: VaultFiles
    private let slots: [Slot]

    /// Checks directory, owner, modes, type, format, schema and slots.
    package static func open(_ files: VaultFiles) throws(VaultError) -> LockedVault {
        let connection = try checkedConnection(to: files)
        let slots = try connection.snapshot { () throws(VaultError) in
            try VaultState.readSlots(from: connection)
        }
        var read: [Slot] = []
        for bytes in slots { read.append(try Slot(reading: bytes)) }
        guard let first = read.first, read.allSatisfy({ $0.vaultID == first.vaultID }) else {
            throw .damaged("the vault has no slot, or one of another vault")
        }
        return LockedVault(files: files, slots: read)
    }

    /// Unlocks with the master password. A wrong one leaves the vault locked and usable.
    package func unlock(password: borrowing SecretBytes) throws(VaultError) -> UnlockedVault {
        var failure = VaultError.noSuchSlot
        for slot in slots {
            guard let parameters = slot.parameters else { continue }
            let root = try Slot.root(password: password, salt: slot.salt, parameters)
            do throws(VaultError) { return try unlock(slot, root: root) } catch {
                guard error == .wrongPassword else { throw error }
                failure = error
            }
        }
        throw failure
    }

    /// Unlocks with the recovery code.
    package func unlock(recoveryCode: borrowing RecoveryCode) throws(VaultError) -> UnlockedVault {
        var failure = VaultError.noSuchSlot
        for slot in slots where slot.kind == .recovery {
            let root = Slot.root(recoveryCode: recoveryCode, salt: slot.salt)
            do throws(VaultError) { return try unlock(slot, root: root) } catch {
                guard error == .wrongPassword else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func unlock(
        _ slot: Slot, root: borrowing SecretBytes
    ) throws(VaultError) -> UnlockedVault {
        let vaultKey = try slot.open(root: root)
        let key = InMemoryVaultKey(vaultKey, vaultID: slot.vaultID, keyEpoch: slot.keyEpoch)
        let connection = try Self.checkedConnection(to: files)
        try Schema.checkIntegrity(of: connection)
        return try UnlockedVault(reading: connection, files: files, key: key)
    }

    /// A connection to a file that has passed every check that needs no key.
    static func checkedConnection(to files: VaultFiles) throws(VaultError) -> Connection {
        let path = try FileChecks.checkedPath(of: files.database)
        let connection = try Connection(opening: path)
        try connection.applySettings()
        guard try !connection.hasMoved() else { throw .damaged("the file is being replaced") }
        try Schema.check(connection)
        return connection
    }
}

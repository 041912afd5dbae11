package import SecretMemory
import SystemPackage

/// A vault whose file has been checked as far as that goes without its password.
package struct LockedVault: Sendable {
    package let files: VaultFiles
    package let slots: KeySlots

    /// Checks directory, owner, modes, type, format, schema and slots.
    package static func open(_ files: VaultFiles) throws(VaultError) -> LockedVault {
        let connection = try checkedConnection(to: files)
        let slots = try connection.snapshot { () throws(VaultError) in
            try VaultState.readSlots(from: connection)
        }
        return LockedVault(files: files, slots: try KeySlots(reading: slots))
    }

    /// Unlocks with the master password. A wrong one leaves the vault locked and usable.
    package func unlock(password: borrowing SecretBytes) throws(VaultError) -> UnlockedVault {
        try unlock(with: slots.key(password: password))
    }

    /// Unlocks with the recovery code.
    package func unlock(recoveryCode: borrowing RecoveryCode) throws(VaultError) -> UnlockedVault {
        try unlock(with: slots.key(recoveryCode: recoveryCode))
    }

    /// Unlocks with a key that has been opened already, wherever it lives.
    package func unlock(with key: any VaultKey) throws(VaultError) -> UnlockedVault {
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

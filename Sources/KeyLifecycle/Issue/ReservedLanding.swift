import SecretMemory
import SystemPackage
import Vault

/// Made ready for a secret before its request is sent: room on the disk, and a key that seals it there if
/// an agent has locked the vault's meanwhile.
struct ReservedLanding: ~Copyable {
    private let file: LandingFile
    private let spare: LandingKey

    init(for intent: RecordID, in vault: borrowing UnlockedVault) throws(VaultError) {
        let key = try LandingKey(for: intent, in: vault)
        let room = try LandingFile(reserving: intent, in: vault.files.directory)
        file = room
        spare = key
    }

    /// Puts the key in as it will stand in the vault.
    func land(_ sealed: SealedKey, of vault: borrowing UnlockedVault) throws(VaultError) {
        try file.land(sealed, of: vault)
    }

    /// Puts the key in without the vault's key.
    func hold(_ record: KeyRecord, secret: borrowing SecretBytes) throws(VaultError) {
        try file.hold(record, secret: secret, by: spare)
    }

    /// Makes a landing file in another directory and puts the key in there, by whichever key there is.
    ///
    /// - Returns: the file's path.
    func land(
        _ record: KeyRecord, secret: borrowing SecretBytes, of intent: RecordID,
        elsewhere directory: FilePath, _ vault: borrowing UnlockedVault
    ) throws(VaultError) -> FilePath {
        let other = try LandingFile(reserving: intent, in: directory)
        do throws(VaultError) {
            do throws(VaultError) {
                try other.land(try vault.seal(record, secret: secret), of: vault)
            } catch {
                guard case .keyUnavailable = error else { throw error }
                try other.hold(record, secret: secret, by: spare)
            }
        } catch {
            // Half of a secret is worth nothing, and a whole one that is not synced must not outlive its key.
            try? other.discard()
            throw error
        }
        return other.path
    }

    /// Says where the secret has gone instead.
    func note(
        elsewhere directory: FilePath, of vault: borrowing UnlockedVault
    ) throws(VaultError) {
        do { try file.note(elsewhere: directory, of: vault) } catch {
            guard case .keyUnavailable = error else { throw error }
            try file.note(elsewhere: directory, by: spare)
        }
    }
}

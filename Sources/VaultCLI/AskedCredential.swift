import Vault

/// A credential that was read before the vault's lock was taken, so that no other command waits for a person.
final class AskedCredential {
    private var credential: Credential?

    func keep(_ credential: consuming Credential) { self.credential = consume credential }

    /// Once: afterwards it is gone from memory.
    func take() -> Credential? { credential.take() }
}

import SecretMemory

/// A master password that was read before the vault's lock was taken, so that no other command waits for a person.
final class AskedPassword {
    private var password: SecretBytes?

    func keep(_ password: consuming SecretBytes) { self.password = consume password }

    /// Once: afterwards it is gone from memory.
    func take() -> SecretBytes? { password.take() }
}

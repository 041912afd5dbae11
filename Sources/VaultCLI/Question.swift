import Vault

/// A question about a key, for whose answer no other command waits: the lock is free meanwhile.
enum Question {
    static func ask(
        about key: KeyRecord, in vault: inout UnlockedVault, holding lock: borrowing VaultLock,
        _ question: () throws -> Void
    ) throws {
        let before = vault.epoch
        try lock.released(while: question)
        vault = try vault.reopened()
        guard vault.epoch != before, try vault.contents.key(id: key.id) != key else { return }
        throw Failure(
            .pending, "changed",
            "another command has changed '\(key.name)' meanwhile. Look at it again. Nothing was changed."
        )
    }
}

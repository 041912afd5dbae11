import Vault

/// A team's vault that was opened before its lock was taken, so that nobody waits for a person who types.
final class AskedVault {
    private var vault: UnlockedVault?

    var isThere: Bool {
        switch vault {
        case .some: true
        case .none: false
        }
    }

    func keep(_ vault: consuming UnlockedVault) { self.vault = consume vault }

    /// Once.
    func take() -> UnlockedVault? { vault.take() }
}

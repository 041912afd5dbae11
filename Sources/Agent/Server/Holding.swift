import Vault

/// What an unlocked agent holds.
enum Holding {
    /// A private vault's key.
    case vault(InMemoryVaultKey)
    /// A team's member, and the vault's key once the member's slot was opened.
    ///
    /// - Parameter file: the digest of the member's file that was opened.
    case member(InMemoryIdentity, file: [UInt8], InMemoryVaultKey?)

    var key: InMemoryVaultKey? {
        switch self {
        case .vault(let key): key
        case .member(_, _, let key): key
        }
    }

    var member: InMemoryIdentity? {
        guard case .member(let identity, _, _) = self else { return nil }
        return identity
    }

    /// What a command may know of a member; `nil` for a private vault's key.
    var told: HeldMember? {
        guard case .member(let identity, let file, _) = self else { return nil }
        return HeldMember(identity, file: file)
    }

    /// The same with a key that the member's slot held; a private vault's key is not changed.
    func with(_ key: InMemoryVaultKey) -> Holding {
        guard case .member(let identity, let file, _) = self else { return self }
        return .member(identity, file: file, key)
    }

    var vaultID: RecordID {
        switch self {
        case .vault(let key): key.vaultID
        case .member(let identity, _, _): identity.vaultID
        }
    }
}

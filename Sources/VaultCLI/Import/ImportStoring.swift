import APIClient
import KeyLifecycle
import PlaintextCredentials
import SecretMemory
import Vault

/// Stores one key that lay in plain text, for the owner whose it is.
struct ImportStoring {
    let command: ImportCommand
    let context: CommandContext

    /// A profile, and the user whose key it is there.
    struct Home {
        let profile: Profile
        let user: String?
        /// Whether the profile's calls are signed by another key, which has shown that this one is of its account.
        let isBeside: Bool
    }

    /// Asks the key that signs in a profile whose the new one is. A key of another account, or of anybody who is not seen
    /// to be that one's, signs for itself: else its rotation would make a key for another identity.
    func home(
        of key: PlaintextKey, _ place: ImportProfiles.Place, in vault: borrowing UnlockedVault
    ) throws -> Home {
        switch place {
        case .own(let profile): return Home(profile: profile, user: key.user, isBeside: false)
        case .beside(let planned, else: let own):
            // The first key of it has been stored meanwhile.
            let profile = vault.contents.profile(id: planned.id) ?? planned
            guard let owner = try owner(of: key, in: profile, vault) else {
                return Home(profile: own, user: nil, isBeside: false)
            }
            return Home(profile: profile, user: owner.user, isBeside: true)
        }
    }

    private func owner(
        of key: PlaintextKey, in profile: Profile, _ vault: borrowing UnlockedVault
    ) throws -> FindOwner.Owner? {
        guard let id = profile.signingKey, let signer = try vault.contents.key(id: id),
            signer.verifiedAt != nil
        else { return nil }
        let reach = try ProfileClient(profile, options: command.global, context: context)
        guard let client = reach.quietSigningClient(in: vault) else { return nil }
        let lifecycle = try ProfileClients(options: command.global, context: context)
            .lifecycleContext(of: vault)
        return FindOwner(client: client, context: lifecycle)
            .run(of: key.accessKeyID, likely: key.user)
    }

    /// - Returns: what has become of the key, and why OUTSCALE has not accepted it.
    func store(
        _ item: ImportPlan.Item, _ name: EntryName, _ home: Home,
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws -> (ImportOutcome.State, doubt: Failure?) {
        let secret = try item.file.secret(of: item.key)
        let adding = try adding(item, name, home.profile, home.user, in: vault)
        guard !command.noVerify else {
            _ = try adding.run(
                secret: secret, signingAsItself: nil, reader: nil, in: &vault, holding: lock)
            return (.unverified(nil), nil)
        }
        let reach = try ProfileClient(home.profile, options: command.global, context: context)
        let doubt: Failure
        do throws(LifecycleError) {
            let reader = home.isBeside ? reach.quietSigningClient(in: vault) : nil
            let stored = try adding.run(
                secret: secret,
                signingAsItself: reach.client(
                    signingAs: item.key.accessKeyID, secret.prefix(secret.count)),
                reader: reader, in: &vault, holding: lock)
            return (stored.verification.isProof ? .imported : .unverified(nil), nil)
        } catch {
            guard error.saysNothingOfTheVault else { throw error }
            doubt = error.doubt
        }
        _ = try adding.run(
            secret: secret, signingAsItself: nil, reader: nil, in: &vault, holding: lock)
        return (.unverified(doubt.message), doubt)
    }

    private func adding(
        _ item: ImportPlan.Item, _ name: EntryName, _ profile: Profile, _ user: String?,
        in vault: borrowing UnlockedVault
    ) throws -> AddKey {
        let clients = ProfileClients(options: command.global, context: context)
        return AddKey(
            name: name, profile: profile, user: user, accessKeyID: item.key.accessKeyID,
            context: try clients.lifecycleContext(of: vault))
    }
}

extension LifecycleError {
    /// Whether OUTSCALE, or the way to it, is the reason: the key can be stored all the same.
    fileprivate var saysNothingOfTheVault: Bool {
        switch self {
        case .api, .addedKeyRefused, .noSuchKey, .noSuchUser: true
        default: false
        }
    }

    /// What OUTSCALE said, without what it means for a key that is not stored.
    fileprivate var doubt: Failure {
        if case .addedKeyRefused(_, let error) = self { return Failure(error) }
        return Failure(self)
    }
}

import APIClient
import KeyLifecycle
import LocalMachine
import RequestSigning
import SecretMemory
import Vault

/// How lifecycle verbs reach OUTSCALE from this program: through the profiles of the vault.
struct ProfileClients {
    let options: GlobalOptions
    let context: CommandContext
    var login: Login?

    /// Time and place of the lifecycle's verbs on a vault.
    func lifecycleContext(of vault: borrowing UnlockedVault) throws -> LifecycleContext {
        let isQuiet = context.console.isQuiet
        return LifecycleContext(
            now: context.now, pause: context.pause,
            onWait: { if !isQuiet { Console.countdown($0) } },
            host: try HostIdentity.of(vault), member: vault.team?.own.id,
            settleSeconds: Double(try options.settle(context.environment)),
            quarantineSeconds: Double(try options.quarantine(context.environment)))
    }

    /// An intent is only worked on at the endpoint that it names: another one knows nothing of it.
    var outscale: OutscaleClients {
        OutscaleClients(
            forIntent: { vault, intent in
                guard let reach = reach(intent.profile, in: vault.contents),
                    reach.endpoint.origin == intent.endpoint
                else { return nil }
                return client(reach, in: vault)
            },
            asKey: { profile, id, secret in
                let reach = try? ProfileClient(profile, options: options, context: context)
                return reach?.client(signingAs: id, secret)
            },
            forKey: { vault, key in
                reach(key.profile, in: vault.contents).flatMap { client($0, in: vault) }
            })
    }

    private func client(
        _ reach: ProfileClient, in vault: borrowing UnlockedVault
    ) -> OutscaleClient? {
        if let login { return reach.client(.login(login)) }
        return reach.quietSigningClient(in: vault)
    }

    private func reach(_ profile: RecordID, in contents: VaultContents) -> ProfileClient? {
        contents.profile(id: profile)
            .flatMap { try? ProfileClient($0, options: options, context: context) }
    }
}

extension ProfileClient {
    /// Signs with the profile's signing key, `nil` where there is none; says nothing about its expiry.
    func quietSigningClient(in vault: borrowing UnlockedVault) -> OutscaleClient? {
        guard let id = profile.signingKey else { return nil }
        var accessKeyID = ""
        do throws(VaultError) {
            guard let key = try vault.contents.key(id: id) else { return nil }
            accessKeyID = key.accessKeyID
            return client(.signed(try vault.signer(for: key)))
        } catch {
            // It is there, but not to be had now: that is no reason to look for another.
            guard case .keyUnavailable(let reason) = error else { return nil }
            return client(.signed(UnavailableSigner(accessKeyID: accessKeyID, reason: reason)))
        }
    }
}

/// In a key's place whose secret can't be opened at the moment.
private final class UnavailableSigner: RequestSigner {
    let accessKeyID: String
    private let reason: String

    init(accessKeyID: String, reason: String) {
        self.accessKeyID = accessKeyID
        self.reason = reason
    }

    func signature(of text: StringToSign) throws(SigningError) -> String {
        throw .unavailable(reason)
    }
}

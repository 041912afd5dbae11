import APIClient
import SecretMemory
import Synchronization
import Vault

/// Opens the logins of the profiles' proxies when a request is to be made, by the vault that the command has
/// opened.
///
/// Whoever makes a client has a profile and no vault, so the opened vault leaves its seal here.
final class ProxyLogins: Sendable {
    private let seal = Mutex<LoginSeal?>(nil)

    func use(_ seal: LoginSeal) { self.seal.withLock { $0 = seal } }

    /// `nil` where the proxy needs none.
    func login(of profile: Profile) throws -> ProxyLogin? {
        guard profile.proxy != nil, let sealed = profile.proxyLogin,
            let seal = seal.withLock({ $0 })
        else { return nil }
        let login = try seal.open(sealed, of: profile.id)
        do throws(InvalidSetting) { return try ProxyLogin(login) } catch {
            throw Failure(.invalidSetting(error))
        }
    }
}

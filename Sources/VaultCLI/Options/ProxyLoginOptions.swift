import APIClient
import ArgumentParser
import SecretMemory
import SystemPackage
import Vault

/// Where the user and password of a profile's proxy come from; never from the command line.
struct ProxyLoginOptions: ParsableArguments {
    @Option(
        name: .customLong("proxy-login-fd"),
        help: "Read the proxy's user:password from this descriptor.")
    var descriptor: Int32?
    @Option(
        name: .customLong("proxy-login-file"),
        help: "Read the proxy's user:password from this private file.")
    var file: FilePath?
    @Flag(
        name: .customLong("ask-proxy-login"),
        help: "Ask the terminal for the proxy's user:password.")
    var asks = false
    @Flag(name: .customLong("no-proxy-login"), help: "Remove the proxy's user and password.")
    var removes = false

    func validate() throws {
        let given = [descriptor != nil, file != nil, asks, removes].count { $0 }
        guard given < 2 else {
            throw ValidationError(
                "--proxy-login-fd, --proxy-login-file, --ask-proxy-login and --no-proxy-login exclude each other."
            )
        }
    }

    var isEmpty: Bool { descriptor == nil && file == nil && !asks && !removes }

    /// Seals the login into the profile. Another proxy does not get the login of the one before.
    ///
    /// - Parameter old: the profile as it was.
    func apply(
        to profile: inout Profile, before old: Profile?, in vault: borrowing UnlockedVault
    ) throws {
        if removes || profile.proxy != old?.proxy { profile.proxyLogin = nil }
        guard let source else { return }
        guard profile.proxy != nil else {
            throw Failure.usage("the profile has no proxy to sign in to. Give --proxy URL, too.")
        }
        let login = try source.read()
        do throws(InvalidSetting) { _ = try ProxyLogin(login) } catch {
            throw Failure(.invalidSetting(error))
        }
        let seal = LoginSeal(vault.key)
        profile.proxyLogin = try seal.seal(login, of: profile.id)
    }

    private var source: SecretSource? {
        if let descriptor { return .descriptor(descriptor) }
        if let file { return .file(Locations.absolute(file)) }
        return asks ? .terminal(prompt: "The proxy's user:password: ") : nil
    }
}

import APIClient
import KeyLifecycle
import RequestSigning
import SecretMemory
import Vault

/// Reaches OUTSCALE as a profile says.
struct ProfileClient {
    let profile: Profile
    let endpoint: Endpoint
    let region: Region
    private let context: CommandContext
    private let timeout: Int
    private let proxy: ProxyURL?
    private let proxyLogin: ProxyLogin?

    init(_ profile: Profile, options: GlobalOptions, context: CommandContext) throws {
        self.profile = profile
        self.context = context
        timeout = try options.apiTimeout(context.environment)
        guard let region = Region(profile.region) else {
            throw Failure(
                .setting, "setting", "the profile's region '\(profile.region)' is no region's name."
            )
        }
        self.region = region
        proxy = try profile.proxy.map(ProxyOption.parse)
        proxyLogin = try context.proxyLogins.login(of: profile)
        endpoint =
            try profile.endpoint.map { text in
                try EndpointOption.parse(
                    text, allowingInsecureLoopback: profile.allowsInsecureLoopback)
            } ?? .standard(for: region)
    }

    func client(_ authentication: Authentication) -> OutscaleClient {
        var settings = TransportSettings(profile)
        settings.proxy = proxy
        settings.proxyLogin = proxyLogin
        settings.ignoredProxyVariable = ProxyOption.ignoredVariable
        settings.timeoutSeconds = timeout
        settings.userAgent = "vault/\(Version.text)"
        return OutscaleClient(
            endpoint: endpoint, region: region, authentication: authentication,
            transport: context.connections.transport(settings, for: authentication.identity),
            now: context.now,
            pause: context.pause)
    }

    /// Signs with a secret; takes it over.
    func client(signingAs accessKeyID: String, _ secret: consuming SecretBytes) -> OutscaleClient {
        client(.signed(SecretKeySigner(accessKeyID: accessKeyID, secretKey: secret)))
    }

    /// Signs with the profile's signing key.
    func signingClient(in vault: borrowing UnlockedVault) throws -> OutscaleClient {
        guard let id = profile.signingKey, let key = try vault.contents.key(id: id) else {
            throw Failure(
                .setting, "setting",
                "profile '\(profile.name)' has no key that signs its "
                    + "API calls. Create one with 'vault create-key --login EMAIL', add one with 'vault add "
                    + "NAME', or choose one with 'vault profile set \(profile.name) --signing-key NAME'."
            )
        }
        ExpiryWarning.give(for: key, of: vault.contents, now: context.now(), context.console)
        return client(
            .signed(try vault.signer(for: key)))
    }
}

/// An endpoint as a user types it.
enum EndpointOption {
    static func parse(_ text: String, allowingInsecureLoopback: Bool) throws -> Endpoint {
        do {
            return try Endpoint(text, allowingInsecureLoopback: allowingInsecureLoopback)
        } catch {
            throw Failure(.setting, "setting", "'\(text)' can't be the endpoint: \(reason(error)).")
        }
    }

    private static func reason(_ error: EndpointError) -> String {
        switch error {
        case .noHost: "it has no host"
        case .unsupportedScheme(let scheme): "'\(scheme)' is neither https nor http"
        case .notAnOrigin: "an endpoint is scheme, host and port, nothing else"
        case .invalidHost: "its host is neither a name nor an address"
        case .invalidPort: "its port is no number from 1 to 65535"
        case .plainHTTP: "plain http would carry secrets in clear"
        case .insecureLoopbackNotAllowed:
            "plain http to this machine needs --allow-insecure-loopback"
        }
    }
}

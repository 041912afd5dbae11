import APIClient
import ArgumentParser
import SystemPackage
import Vault

/// What can be set of a profile, and removed again with `none`.
struct ProfileOptions: ParsableArguments {
    @Option(help: "The API's origin, if it is not the region's own; 'none' removes it.")
    var endpoint: String?
    @Flag(
        inversion: .prefixedNo,
        help: "Accept http:// to the literal 127.0.0.1 or [::1], for a simulator.")
    var allowInsecureLoopback: Bool?
    @Option(help: "Trust the authorities in this PEM file, not the system's; 'none' removes it.")
    var caFile: String?
    @Option(
        help: "The client certificate that API access rules ask for; 'none' removes it and its key."
    )
    var clientCert: String?
    @Option(
        help:
            "The client certificate's private key, if it has a file of its own; 'none' removes it.")
    var clientKey: String?
    @Option(
        help: "The http, https or socks5h proxy to reach the API through; 'none' removes it.")
    var proxy: String?
    @Option(
        help: "The lifetime of keys created without --expires, for example 90d; 'none' removes it.")
    var defaultLifetime: String?

    /// Whether none of them was given.
    var isEmpty: Bool {
        allowInsecureLoopback == nil
            && [endpoint, caFile, clientCert, clientKey, proxy, defaultLifetime].allSatisfy {
                $0 == nil
            }
    }

    /// Changes the profile, and looks whether it can be used so.
    func apply(to profile: inout Profile, _ environment: [String: String]) throws {
        if let allowInsecureLoopback { profile.allowsInsecureLoopback = allowInsecureLoopback }
        if let endpoint {
            profile.endpoint = try OptionalSetting(endpoint, of: "--endpoint").value
        }
        try Self.checkEndpoint(of: &profile)
        try applyFiles(to: &profile, environment)
        if let proxy {
            profile.proxy = try OptionalSetting(proxy, of: "--proxy").value.map {
                try ProxyOption.parse($0).description
            }
        }
        if let defaultLifetime {
            profile.defaultLifetime = try OptionalSetting(defaultLifetime, of: "--default-lifetime")
                .value.map(Self.lifetime)
        }
    }

    /// The stored endpoint too: the flag or the region may have changed beneath it.
    private static func checkEndpoint(of profile: inout Profile) throws {
        guard let text = profile.endpoint else { return }
        let endpoint = try EndpointOption.parse(
            text, allowingInsecureLoopback: profile.allowsInsecureLoopback)
        try RegionOption.requireAgreement(of: endpoint, with: profile.region)
        profile.endpoint = endpoint.origin
    }

    private func applyFiles(to profile: inout Profile, _ environment: [String: String]) throws {
        func path(_ text: String, _ option: String) throws -> String? {
            try OptionalSetting(text, of: option).value
                .map { try SettingPath.absolute($0, environment) }
        }
        if let caFile { profile.caFile = try path(caFile, "--ca-file") }
        if let clientCert {
            profile.clientCertificate = try path(clientCert, "--client-cert")
            if profile.clientCertificate == nil { profile.clientKey = nil }
        }
        if let clientKey { profile.clientKey = try path(clientKey, "--client-key") }
        guard caFile != nil || clientCert != nil || clientKey != nil else { return }
        do { try TransportSettings(profile).checkFiles() } catch {
            throw Failure(error.status, "setting", error.sentence)
        }
    }

    private static func lifetime(_ text: String) throws -> Int64 {
        guard let span = Span(text) else {
            throw Failure.usage("'\(text)' is no lifetime; write 90d, 12h, 6w, 6mo or 1y.")
        }
        return span.seconds
    }
}

extension TransportSettings {
    /// What a profile says about the connection.
    init(_ profile: Profile) {
        self.init(
            caFile: profile.caFile.map { FilePath($0) },
            clientCertificate: profile.clientCertificate.map { FilePath($0) },
            clientKey: profile.clientKey.map { FilePath($0) })
    }
}

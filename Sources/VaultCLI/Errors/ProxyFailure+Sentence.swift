import APIClient

extension ProxyFailure {
    /// - Parameter detail: libcurl's words in brackets.
    func sentence(detail: String) -> String {
        switch self {
        case .nameNotResolved:
            "the proxy's name has no address\(detail). Check the network and the profile's --proxy."
        case .notConnected:
            "there is no connection to the proxy\(detail). Check the network and the profile's --proxy."
        case .timedOut:
            "the proxy gave no way in time\(detail). Check it, or give more time with --api-timeout."
        case .refused(status: 407):
            "the proxy wants a login, or another one (HTTP 407): give user:password with 'vault profile set NAME "
                + "--proxy-login-file PATH'."
        case .refused(let status):
            "the proxy refused the way to OUTSCALE with HTTP \(status). Ask who runs it to let the "
                + "profile's endpoint through."
        case .refusedBySOCKS:
            "the proxy gave no way to OUTSCALE\(detail). Ask who runs it to let the profile's endpoint through."
        case .ended:
            "the proxy ended the connection before there was a way to OUTSCALE\(detail). Check that it is "
                + "the kind of proxy that the profile's --proxy says."
        case .tls(let failure):
            "no trusted TLS connection to the proxy: \(failure.reason)\(detail)."
        }
    }
}

extension TransportFailure {
    /// What a proxy that is set for other programs has to do with it.
    var proxyHint: String {
        guard let variable = ignoredProxyVariable else { return "" }
        return
            " \(variable) is set, and vault does not follow it: set the proxy with 'vault profile set "
            + "NAME --proxy URL'."
    }
}

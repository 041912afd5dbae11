import CCurl

extension CurlTransport {
    /// CURLHEADER_SEPARATE: the proxy gets none of the request's headers.
    private static let separateHeaders = 1
    /// CURLAUTH_BASIC.
    private static let basic = 1

    /// Directly, or by a tunnel through the proxy of the settings, and by no other one.
    func route(
        _ handle: borrowing CurlHandle, trusting store: TrustStore
    ) throws(TransportFailure) {
        // An empty text, unlike none, also sets the variables http_proxy, all_proxy, no_proxy … aside.
        try handle.set(CURLOPT_PROXY, text: settings.proxy?.description ?? "")
        try handle.set(CURLOPT_NOPROXY, text: "")
        guard settings.proxy != nil else { return }
        try handle.set(CURLOPT_HTTPPROXYTUNNEL, 1)
        try handle.set(CURLOPT_HEADEROPT, Self.separateHeaders)
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try handle.set(CURLOPT_PROXYAUTH, Self.basic)
        try handle.set(CURLOPT_SOCKS5_AUTH, Self.basic)
        try handle.set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try handle.set(CURLOPT_PROXY_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        try settings.proxyLogin?.apply(to: handle)
        try store.applyToProxy(of: handle)
    }
}

import CCurl

extension CurlHandle {
    /// What a failed request means if it should have gone through a proxy.
    ///
    /// Until a proxy has answered CONNECT with a success there is no tunnel, and a proxy gets none of the
    /// request: whatever has failed, OUTSCALE has not seen it. `nil` if there was a way.
    borrowing func proxyFailure(
        _ code: CURLcode, through proxy: ProxyURL?
    ) -> TransportFailure? {
        guard let proxy, let cause = proxyCause(code, proxy.kind) else { return nil }
        return TransportFailure(.proxy(cause), mayHaveBeenSent: false, detail: errorText(code))
    }

    private borrowing func proxyCause(_ code: CURLcode, _ kind: ProxyURL.Kind) -> ProxyFailure? {
        switch code {
        // OUTSCALE's own name is the proxy's to resolve.
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST: return .nameNotResolved
        case CURLE_PROXY: return .refusedBySOCKS
        case CURLE_COULDNT_CONNECT where kind == .socks5h: return .notConnected
        default: return kind == .socks5h ? nil : tunnelFailure(code)
        }
    }

    private borrowing func tunnelFailure(_ code: CURLcode) -> ProxyFailure? {
        let answered = number(CURLINFO_HTTP_CONNECTCODE) ?? 0
        guard !(200..<300).contains(answered) else { return nil }
        if answered != 0 { return .refused(status: answered) }
        switch code {
        case CURLE_COULDNT_CONNECT: return .notConnected
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_PEER_FAILED_VERIFICATION: return .tls(proxyVerification)
        case CURLE_SSL_CONNECT_ERROR: return .tls(.handshake)
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            return .ended
        default: return nil
        }
    }
}

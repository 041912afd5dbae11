import CCurl

extension CurlHandle {
    /// What a failed request means.
    borrowing func failure(_ code: CURLcode) -> TransportFailure {
        TransportFailure(
            cause(code), mayHaveBeenSent: mayHaveBeenSent(code), detail: errorText(code))
    }

    /// Whether a byte of the request may have gone out.
    ///
    /// It can't where resolving, connecting or the TLS handshake failed. Of any other failure it is known
    /// only where libcurl had not come to sending (`PRETRANSFER_TIME`) and has counted no byte
    /// (`REQUEST_SIZE`); a fact that is missing counts against it.
    private borrowing func mayHaveBeenSent(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
            CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CRL_BADFILE, CURLE_URL_MALFORMAT:
            return false
        default:
            return offset(CURLINFO_PRETRANSFER_TIME_T) != 0 || number(CURLINFO_REQUEST_SIZE) != 0
        }
    }

    private borrowing func cause(_ code: CURLcode) -> TransportFailure.Cause {
        if overflowed { return .answerTooLarge }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .nameNotResolved
        case CURLE_COULDNT_CONNECT: return .notConnected
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            return .connectionLost
        case CURLE_PEER_FAILED_VERIFICATION: return .tls(verification)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CLIENTCERT:
            return .tls(.handshake)
        case CURLE_FILESIZE_EXCEEDED: return .answerTooLarge
        case CURLE_WEIRD_SERVER_REPLY: return .notHTTP
        // libcurl's code for an answer without a status line ("HTTP/0.9"), once something was sent.
        case CURLE_UNSUPPORTED_PROTOCOL where mayHaveBeenSent(code): return .notHTTP
        default: return .other(code: Int32(bitPattern: code.rawValue))
        }
    }

    /// OpenSSL's judgement of the certificate (`X509_V_ERR_…` of `x509_vfy.h`).
    ///
    /// The name is compared by libcurl itself: OpenSSL has found nothing wrong (0), or libcurl has not asked
    /// for its judgement yet (1, `X509_V_ERR_UNSPECIFIED`).
    private var verification: TLSFailure { Self.verification(number(CURLINFO_SSL_VERIFYRESULT)) }

    /// The same of a proxy's certificate.
    var proxyVerification: TLSFailure { Self.verification(number(CURLINFO_PROXY_SSL_VERIFYRESULT)) }

    private static func verification(_ result: Int?) -> TLSFailure {
        switch result ?? 0 {
        case 0, 1, 62, 64: .wrongHost
        case 9: .notYetValid
        case 10: .expired
        case 18: .selfSigned
        case 2, 19, 20, 21: .unknownAuthority
        case 23: .revoked
        case let code: .unverified(code: code)
        }
    }
}

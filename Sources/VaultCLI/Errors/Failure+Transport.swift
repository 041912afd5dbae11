import APIClient
import SystemPackage

extension Failure {
    init(_ failure: TransportFailure) {
        let told = Failure(telling: failure)
        let isUnsent = told.status == .unreachable && !failure.mayHaveBeenSent
        self = isUnsent ? told.adding("Nothing was sent.") : told
    }

    private init(telling failure: TransportFailure) {
        let detail = failure.detail.isEmpty ? "" : " (\(failure.detail))"
        switch failure.cause {
        case .setting(let setting): self.init(.setting, "setting", setting.sentence)
        case .library(let words):
            self.init(
                .setting, "setting", "libcurl could not be loaded: \(words). Install libcurl4.")
        case .answerTooLarge:
            self.init(
                .api, "api",
                "the answer is larger than any honest answer. Check the profile's endpoint.")
        case .notHTTP:
            self.init(
                .api, "api", "what answered does not speak HTTP. Check the profile's endpoint.")
        case .nameNotResolved:
            self.init(
                .unreachable, "network",
                "OUTSCALE is unreachable: its name has no address\(detail). "
                    + "Check the network and the profile's endpoint."
            )
        case .notConnected:
            self.init(
                .unreachable, "network",
                "OUTSCALE is unreachable: no connection\(detail). Check "
                    + "the network and the profile's endpoint."
            )
        case .timedOut:
            self.init(
                .unreachable, "network",
                "OUTSCALE did not answer in time\(detail). Check the "
                    + "network, or give more time with --api-timeout."
            )
        case .connectionLost:
            self.init(
                .unreachable, "network",
                "the connection ended before the answer was complete\(detail). Try again.")
        case .tls(let tls):
            self.init(
                .unreachable, "tls",
                "no trusted TLS connection: \(tls.reason)\(detail).")
        case .other(let code):
            self.init(.unreachable, "network", "the request failed (libcurl \(code))\(detail).")
        }
    }
}

extension TLSFailure {
    fileprivate var reason: String {
        switch self {
        case .expired: "the server's certificate has expired"
        case .notYetValid: "the server's certificate is not valid yet; check this machine's clock"
        case .wrongHost: "the server's certificate is for another name"
        case .selfSigned: "the server's certificate is self-signed"
        case .unknownAuthority:
            "no trusted authority has signed the server's certificate; name yours with --ca-file"
        case .revoked: "the server's certificate is revoked"
        case .unverified(let code): "the server's certificate is not trusted (OpenSSL \(code))"
        case .handshake: "the handshake failed"
        }
    }
}

extension InvalidSetting {
    var sentence: String {
        switch self {
        case .email: "the e-mail of --login is empty or has a character that none has."
        case .header(let name): "the header \(name) would have a character that ends the line."
        case .caFile(let path): "the CA file \(path.string) can't be read or has no certificate."
        case .noTrustedCertificates:
            "this system has no trusted certificates. Install ca-certificates "
                + "or set the profile's --ca-file."
        case .clientCertificate(let path): "the client certificate \(path.string) can't be used."
        case .clientKey(let path): "the client certificate's key \(path.string) can't be used."
        case .exposedFile(let path):
            "\(path.string) holds a private key that others may read or change. chmod 600 it."
        case .clientKeyWithoutCertificate: "the profile has a client key without a certificate."
        case .timeout(let seconds): "--api-timeout \(seconds) is not between 1 and 3600 seconds."
        case .curlOption(let option):
            "libcurl refuses option \(option), which is needed for safety. Install a newer libcurl."
        }
    }
}

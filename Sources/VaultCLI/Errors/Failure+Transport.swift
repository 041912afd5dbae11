import APIClient

extension Failure {
    init(_ failure: TransportFailure) {
        let told = Failure(telling: failure)
        let isUnsent = told.status == .unreachable && !failure.mayHaveBeenSent
        self = isUnsent ? told.adding("The request was not sent.") : told
    }

    private init(telling failure: TransportFailure) {
        let detail = failure.detail.isEmpty ? "" : " (\(failure.detail))"
        switch failure.cause {
        case .setting(let setting): self.init(setting.status, "setting", setting.sentence)
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
        case .proxy(let proxy):
            self.init(.unreachable, "proxy", proxy.sentence(detail: detail))
        case .nameNotResolved:
            self.init(
                .unreachable, "network",
                "OUTSCALE is unreachable: its name has no address\(detail). "
                    + "Check the network and the profile's endpoint.\(failure.proxyHint)"
            )
        case .notConnected:
            self.init(
                .unreachable, "network",
                "OUTSCALE is unreachable: no connection\(detail). Check "
                    + "the network and the profile's endpoint.\(failure.proxyHint)"
            )
        case .timedOut:
            self.init(
                .unreachable, "network",
                "OUTSCALE did not answer in time\(detail). Check the "
                    + "network, or give more time with --api-timeout.\(failure.proxyHint)"
            )
        case .connectionLost:
            self.init(
                .unreachable, "network",
                "the connection ended before the answer was complete\(detail). "
                    + (failure.mayLackCertificate
                        ? "The server had asked for a client certificate, and the profile has none: \(Self.setCertificate)"
                        : "Try again."))
        case .tls(.certificateWanted):
            self.init(
                .unreachable, "tls",
                "the server wants a client certificate, and the profile has none: \(Self.setCertificate)"
            )
        case .tls(.certificateRefused(let alert)):
            self.init(
                .unreachable, "tls",
                "the server refused the profile's client certificate: \(Self.judgement(alert)). "
                    + "Another one is set with 'vault profile set NAME --client-cert FILE --client-key FILE'."
            )
        case .tls(let tls):
            self.init(
                .unreachable, "tls",
                "no trusted TLS connection: \(tls.reason)\(detail).")
        case .other(let code):
            self.init(.unreachable, "network", "the request failed (libcurl \(code))\(detail).")
        }
    }
}

extension Failure {
    private static let setCertificate =
        "set it with 'vault profile set NAME --client-cert FILE --client-key FILE'."

    /// Alerts of RFC 8446, section 6.2.
    private static func judgement(_ alert: UInt8) -> String {
        switch alert {
        case 43: "it is of a kind that the server does not take"
        case 44: "it is revoked"
        case 45: "it has expired"
        case 48: "the server does not know the authority that signed it"
        case 49: "it gives no access"
        case 51: "its key does not fit it"
        default: "it is not valid (TLS alert \(alert))"
        }
    }
}

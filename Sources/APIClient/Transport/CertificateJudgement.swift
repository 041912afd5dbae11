import CCurl

/// What the server thinks of the client's certificate, or of there being none.
///
/// Under TLS 1.3 the client has finished its handshake, and may have sent the request, before the server
/// says so: then the failure is one of receiving (RFC 8446, section 4.4.2.4). The alert is told apart from
/// other ends of a connection by OpenSSL's own view of it, not by words.
struct CertificateJudgement {
    /// It says that a certificate is needed, or why the given one is not good enough.
    let failure: TLSFailure?
    /// It has asked for a certificate and got none, which may be why it ended the connection.
    let wasNotSatisfied: Bool

    /// Alerts of RFC 8446, section 6.2, that judge a certificate.
    private enum Alert {
        static let handshakeFailure: UInt8 = 40
        static let certificateRequired: UInt8 = 116
        /// bad_certificate to certificate_unknown, unknown_ca, access_denied, decrypt_error.
        static let judgements: Set<UInt8> = [42, 43, 44, 45, 46, 48, 49, 51, certificateRequired]
    }

    init(_ handle: borrowing CurlHandle, hasCertificate: Bool) {
        let facts = handle.tlsFacts
        let hasAnswer = (handle.number(CURLINFO_RESPONSE_CODE) ?? 0) != 0
        wasNotSatisfied = facts.asked_for_certificate && !hasCertificate
        guard facts.asked_for_certificate, !hasAnswer else {
            failure = nil
            return
        }
        failure =
            if hasCertificate {
                Alert.judgements.contains(facts.alert)
                    ? .certificateRefused(alert: facts.alert) : nil
            } else {
                // Before TLS 1.3 there was no alert of its own for a missing certificate.
                Alert.judgements.contains(facts.alert) || facts.alert == Alert.handshakeFailure
                    ? .certificateWanted : nil
            }
    }
}

extension TransportFailure {
    /// The same, named for what it is where the server has judged the client's certificate.
    func judged(by judgement: CertificateJudgement) -> TransportFailure {
        if let failure = judgement.failure {
            return TransportFailure(.tls(failure), mayHaveBeenSent: mayHaveBeenSent)
        }
        var copy = self
        copy.mayLackCertificate = cause == .connectionLost && judgement.wasNotSatisfied
        return copy
    }
}

import CCurl
import FoundationEssentials
import SecretMemory

/// Carries requests by libcurl, which is loaded with the first one.
///
/// Every request has a handle and a connection of its own: libcurl sends a request again by itself when a
/// connection that it kept is dead, and may reuse one that was made with another client certificate.
package struct CurlTransport: Transport {
    package let settings: TransportSettings

    /// Whom to trust where the settings name no file; `nil` chooses among the system's.
    let systemStore: TrustStore?

    package init(settings: TransportSettings = TransportSettings()) {
        self.init(settings: settings, systemStore: nil)
    }

    init(settings: TransportSettings, systemStore: TrustStore?) {
        self.settings = settings
        self.systemStore = systemStore
    }

    package func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse {
        var body = ResponseBody(request.room)
        var facts: AnswerFacts?
        try unsafe body.fill { memory throws(TransportFailure) in
            let handle = try unsafe CurlHandle(answerTo: memory)
            try configure(handle, for: request)
            let code = handle.perform()
            guard code == CURLE_OK else { throw failure(code, of: handle) }
            facts = AnswerFacts(handle)
            return handle.answerCount
        }
        guard let facts else { throw TransportFailure(.notHTTP, mayHaveBeenSent: true) }
        return HTTPResponse(
            status: facts.status, mediaType: facts.mediaType, serverDate: facts.serverDate,
            retryAfter: facts.retryAfter, body: body)
    }

    /// Where libcurl can't use a file, the file is what the user must change.
    private func failure(
        _ code: CURLcode, of handle: borrowing CurlHandle
    ) -> TransportFailure {
        if let failure = handle.proxyFailure(code, through: settings.proxy) { return failure }
        var failure = handle.failure(code)
        failure.ignoredProxyVariable =
            failure.isWithoutConnection ? settings.ignoredProxyVariable : nil
        let setting: InvalidSetting? =
            switch code {
            case CURLE_SSL_CACERT_BADFILE:
                settings.caFile.map { .caFile($0) } ?? .noTrustedCertificates
            case CURLE_SSL_CERTPROBLEM:
                settings.clientKey.map { .clientKey($0) }
                    ?? settings.clientCertificate.map { .clientCertificate($0) }
            default: nil
            }
        guard let setting else {
            return failure.judged(
                by: CertificateJudgement(handle, hasCertificate: settings.clientCertificate != nil))
        }
        return TransportFailure(.setting(setting), mayHaveBeenSent: false, detail: failure.detail)
    }
}

/// What the answer says outside its body.
private struct AnswerFacts {
    let status: Int
    let mediaType: String?
    let serverDate: Date?
    let retryAfter: Double?

    init(_ handle: borrowing CurlHandle) {
        status = handle.number(CURLINFO_RESPONSE_CODE) ?? 0
        mediaType = handle.header("Content-Type")?.split(separator: ";").first?
            .split(separator: " ").first?.lowercased()
        serverDate = handle.header("Date").flatMap(HTTPDate.parse)
        // Both times come from the server, so that this machine's clock has no part in it.
        let now = serverDate ?? Date()
        retryAfter = handle.header("Retry-After").flatMap { HTTPDate.retryAfter($0, now: now) }
    }
}

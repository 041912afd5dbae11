import CCurl
import FoundationEssentials
import SecretMemory

/// Carries requests by libcurl, which is loaded with the first one.
///
/// What may be repeated goes over one connection, which is kept for the next: where that turns out to be dead, libcurl
/// sends the request again by itself. So whatever changes something has a handle and a connection of its own, which are
/// gone afterwards. Nothing is shared between different settings or callers: libcurl may reuse a connection that was made
/// with another client certificate, and an answer belongs to one caller (``CurlConnectionPool``).
package struct CurlTransport: Transport {
    package let settings: TransportSettings

    /// Whom to trust where the settings name no file; `nil` chooses among the system's.
    let systemStore: TrustStore?
    private let connections: CurlConnections

    package init(settings: TransportSettings = TransportSettings()) {
        self.init(settings: settings, systemStore: nil)
    }

    /// - Parameter connections: those of requests with the same settings.
    init(
        settings: TransportSettings, systemStore: TrustStore?,
        connections: CurlConnections = CurlConnections()
    ) {
        self.settings = settings
        self.systemStore = systemStore
        self.connections = connections
    }

    package func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse {
        guard keepsConnection(of: request) else {
            return try exchange(request, by: connections.newHandle())
        }
        // One that fails is not kept: what libcurl knows of a failure is to be of one connection.
        if let kept = connections.take() {
            let response = try exchange(request, by: kept.handle)
            if !response.isStray(after: kept.lastAnswer) {
                connections.keep(kept.intoHandle(), after: response)
                return response
            }
        }
        let handle = try connections.newHandle()
        let response = try exchange(request, by: handle)
        connections.keep(handle, after: response)
        return response
    }

    /// Whether the connection is that of the reads. None is kept through a proxy: libcurl has a copy of its password for
    /// as long as the connection lives, and what fails in a tunnel that was used before would be told of the proxy.
    func keepsConnection(of request: borrowing HTTPRequest) -> Bool {
        request.isRepeatable && settings.proxy == nil
    }

    private func exchange(
        _ request: borrowing HTTPRequest, by handle: borrowing CurlHandle
    ) throws(TransportFailure) -> HTTPResponse {
        var body = ResponseBody(request.room)
        var facts: AnswerFacts?
        try unsafe body.fill { memory throws(TransportFailure) in
            try unsafe handle.begin(answerTo: memory)
            defer { handle.end() }
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

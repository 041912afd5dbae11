import CCurl
import SecretMemory

extension CurlTransport {
    /// Seconds to connect, TLS handshake included.
    private static let connectSeconds = 10
    /// Seconds without a byte after which a connection counts as dead.
    private static let silentSeconds = 15
    /// Seconds after which a connection that nothing was sent over is not used again: something on the way may have
    /// forgotten it without a word.
    private static let idleSeconds = 15

    func configure(
        _ handle: borrowing CurlHandle, for request: borrowing HTTPRequest
    ) throws(TransportFailure) {
        try oneRequest(handle)
        try connection(handle, isKept: keepsConnection(of: request))
        try oneHost(handle, for: request)
        try bounds(handle, for: request)
        try trust(handle)
        try content(handle, of: request)
    }

    /// What changes something goes over a new connection that carries nothing else.
    private func connection(
        _ handle: borrowing CurlHandle, isKept: Bool
    ) throws(TransportFailure) {
        try handle.set(CURLOPT_FRESH_CONNECT, isKept ? 0 : 1)
        try handle.set(CURLOPT_FORBID_REUSE, isKept ? 0 : 1)
        try handle.set(CURLOPT_MAXAGE_CONN, Self.idleSeconds)
    }

    /// One request, no help from files and variables.
    private func oneRequest(_ handle: borrowing CurlHandle) throws(TransportFailure) {
        try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_MAXREDIRS, 0)
        try handle.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try handle.set(CURLOPT_HTTPAUTH, 0)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_VERBOSE, 0)
        try handle.set(CURLOPT_HTTP09_ALLOWED, 0)
        try handle.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        try handle.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    }

    private func oneHost(
        _ handle: borrowing CurlHandle, for request: borrowing HTTPRequest
    ) throws(TransportFailure) {
        let scheme = request.isEncrypted ? "https" : "http"
        try handle.set(CURLOPT_PROTOCOLS_STR, text: scheme)
        try handle.set(CURLOPT_REDIR_PROTOCOLS_STR, text: "https")
        try handle.set(CURLOPT_URL, text: request.url)
    }

    private func bounds(
        _ handle: borrowing CurlHandle, for request: borrowing HTTPRequest
    ) throws(TransportFailure) {
        guard (1...3600).contains(settings.timeoutSeconds) else {
            throw Self.refused(.timeout(settings.timeoutSeconds))
        }
        try handle.set(CURLOPT_CONNECTTIMEOUT, min(Self.connectSeconds, settings.timeoutSeconds))
        try handle.set(CURLOPT_TIMEOUT, settings.timeoutSeconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try handle.set(CURLOPT_LOW_SPEED_TIME, Self.silentSeconds)
        try handle.set(CURLOPT_BUFFERSIZE, 1024)
        try handle.set(CURLOPT_MAXFILESIZE, request.room.capacity)
    }

    private func trust(_ handle: borrowing CurlHandle) throws(TransportFailure) {
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_SSL_SESSIONID_CACHE, 1)
        let store: TrustStore
        let certificate: ClientCertificate?
        do throws(InvalidSetting) {
            store = try TrustStore.choose(caFile: settings.caFile, system: systemStore)
            certificate = try ClientCertificate(settings)
        } catch { throw Self.refused(error) }
        try store.apply(to: handle)
        try route(handle, trusting: store)
        try certificate?.apply(to: handle)
    }

    private func content(
        _ handle: borrowing CurlHandle, of request: borrowing HTTPRequest
    ) throws(TransportFailure) {
        try handle.set(CURLOPT_POST, 1)
        try handle.setBody(request.body)
        try Self.check(settings.userAgent.utf8, of: "User-Agent")
        try handle.set(CURLOPT_USERAGENT, text: settings.userAgent)
        try handle.add(header: "Accept: application/json")
        // No "Expect: 100-continue": it would be a second round trip with an outcome of its own.
        try handle.add(header: "Expect:")
        for header in request.headers {
            try Self.check(header.value.utf8, of: header.name)
            try handle.add(header: "\(header.name): \(header.value)")
        }
        try handle.add(secretHeader: try Self.authorizationLine(request.authorization))
    }
}

extension CurlTransport {
    /// `Authorization: …` and the NUL that C wants, in guarded memory.
    private static func authorizationLine(
        _ value: borrowing SecretBytes
    ) throws(TransportFailure) -> SecretBytes {
        let name = Array("Authorization: ".utf8)
        return try SecretBytes(capacity: name.count + value.count + 1) {
            output throws(TransportFailure) in
            unsafe output.append(contentsOf: name.span.bytes)
            try value.withBytes { bytes throws(TransportFailure) in
                try unsafe bytes.withUnsafeBytes { bytes throws(TransportFailure) in
                    try unsafe check(bytes, of: "Authorization")
                }
                output.append(contentsOf: bytes)
            }
            unsafe output.append(0, as: UInt8.self)
        }
    }

    /// A control character would end the header and begin another.
    private static func check(
        _ value: some Sequence<UInt8>, of name: String
    ) throws(TransportFailure) {
        guard !value.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw refused(.header(name))
        }
    }

    private static func refused(_ setting: InvalidSetting) -> TransportFailure {
        TransportFailure(.setting(setting), mayHaveBeenSent: false)
    }
}

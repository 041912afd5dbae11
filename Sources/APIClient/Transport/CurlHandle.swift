import CCurl
import KernelText
import SecretMemory
import SystemPackage

/// One libcurl easy handle (`curl_easy_init`, `curl_easy_cleanup`) for one request after another, with a connection
/// of its own.
///
/// Whatever changes something gets a new one: a handle that has a connection may send a request again on its own
/// when that turns out to be dead.
@safe struct CurlHandle: ~Copyable, @unchecked Sendable {  // one owner; the pointer never leaves
    private let request: OpaquePointer
    /// Freed after the handle.
    private let sessions: TLSSessions

    init(sharing sessions: TLSSessions) throws(TransportFailure) {
        guard let request = unsafe ccurl_request_new(sessions.share) else { throw .outOfMemory }
        unsafe self.request = request
        self.sessions = sessions
    }

    deinit { unsafe ccurl_request_free(request) }

    /// Begins a request.
    ///
    /// - Parameter memory: where the answer goes; it must outlive the request.
    borrowing func begin(
        answerTo memory: UnsafeMutableRawBufferPointer
    ) throws(TransportFailure) {
        guard let base = memory.baseAddress,
            unsafe ccurl_request_begin(request, base, memory.count)
        else { throw .outOfMemory }
    }

    /// Whether nothing has come over its connection since the last answer.
    var isQuiet: Bool { unsafe ccurl_request_is_quiet(request) }

    /// Forgets the request with all that was copied of it. A connection stays.
    borrowing func end() { unsafe ccurl_request_end(request) }

    /// Sets an option that takes a number or a Boolean.
    borrowing func set(_ option: CURLoption, _ value: Int) throws(TransportFailure) {
        try check(unsafe ccurl_set_long(request, option, value), option)
    }

    /// Sets an option that takes a text, which is copied; `nil` resets it.
    borrowing func set(_ option: CURLoption, text: String?) throws(TransportFailure) {
        try check(unsafe ccurl_set_string(request, option, text), option)
    }

    /// The same for a path, byte by byte.
    borrowing func set(_ option: CURLoption, path: FilePath?) throws(TransportFailure) {
        try check(unsafe ccurl_set_string(request, option, path?.cString), option)
    }

    /// The body of a POST, copied.
    borrowing func setBody(_ body: [UInt8]) throws(TransportFailure) {
        try set(CURLOPT_POSTFIELDSIZE, body.count)
        let code = unsafe body.withUnsafeBytes { bytes in
            unsafe ccurl_set_string(
                request, CURLOPT_COPYPOSTFIELDS,
                bytes.assumingMemoryBound(to: CChar.self).baseAddress)
        }
        try check(code, CURLOPT_COPYPOSTFIELDS)
    }

    /// Adds a header line that must not leave a copy: libcurl's own is zeroed when it is freed.
    ///
    /// - Parameter line: `Name: value` and a NUL.
    borrowing func add(secretHeader line: borrowing SecretBytes) throws(TransportFailure) {
        let code = line.withBytes { bytes in
            unsafe bytes.withBytePointer { pointer, _ in
                unsafe ccurl_add_header(
                    request, UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
        }
        try check(code, CURLOPT_HTTPHEADER)
    }

    /// The proxy's login; libcurl's copies are zeroed when they are freed.
    ///
    /// - Parameter login: `user:password` and a NUL.
    borrowing func setProxyLogin(_ login: borrowing SecretBytes) throws(TransportFailure) {
        let code = login.withBytes { bytes in
            unsafe bytes.withBytePointer { pointer, _ in
                unsafe ccurl_set_string(
                    request, CURLOPT_PROXYUSERPWD,
                    UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
        }
        try check(code, CURLOPT_PROXYUSERPWD)
    }

    borrowing func add(header line: String) throws(TransportFailure) {
        try check(unsafe ccurl_add_header(request, line), CURLOPT_HTTPHEADER)
    }

    /// Sends the request and waits for the whole answer.
    borrowing func perform() -> CURLcode { unsafe ccurl_perform(request) }

    /// An option that this libcurl does not know is one of the protections missing.
    private borrowing func check(
        _ code: CURLcode, _ option: CURLoption
    ) throws(TransportFailure) {
        guard code == CURLE_OK else {
            throw TransportFailure(
                .setting(.curlOption(option.rawValue)), mayHaveBeenSent: false,
                detail: errorText(code))
        }
    }
}

extension CurlHandle {
    /// The number of bytes in the memory for the answer.
    var answerCount: Int { unsafe ccurl_body_count(request) }

    /// Whether the answer was too long.
    var overflowed: Bool { unsafe ccurl_overflowed(request) }

    /// A fact about the request done, `nil` if libcurl has none.
    borrowing func number(_ info: CURLINFO) -> Int? {
        var value = 0
        return unsafe ccurl_get_long(request, info, &value) == CURLE_OK ? value : nil
    }

    /// A fact about the request done, in microseconds or bytes.
    borrowing func offset(_ info: CURLINFO) -> Int64? {
        var value: curl_off_t = 0
        guard unsafe ccurl_get_offset(request, info, &value) == CURLE_OK else { return nil }
        return Int64(value)
    }

    /// The value of a header of the answer.
    borrowing func header(_ name: String) -> String? {
        unsafe ccurl_response_header(request, name).map { unsafe String(cString: $0) }
    }

    /// What the server has said about the client's certificate.
    var tlsFacts: ccurl_tls { unsafe ccurl_tls_facts(request) }

    borrowing func errorText(_ code: CURLcode) -> String {
        unsafe String(cString: ccurl_error_text(request, code))
    }
}

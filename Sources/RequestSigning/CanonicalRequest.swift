/// The request reduced to the lines that the signature covers.
///
/// ```text
/// POST LF path LF (empty query) LF
/// content-type:… LF host:… LF x-osc-date:… LF LF
/// content-type;host;x-osc-date LF
/// hexadecimal SHA-256 of the body
/// ```
///
/// These three headers are the smallest set that OUTSCALE's own SDK signs. A header more could be
/// rewritten on its way and would break the signature.
package struct CanonicalRequest: Hashable, Sendable {
    /// The names of the signed headers, sorted, as the `Authorization` header repeats them.
    package static let signedHeaders = "content-type;host;x-osc-date"

    /// The absolute path, which this API needs no percent-encoding for.
    package let path: String
    /// The value of `Content-Type`.
    package let contentType: String
    /// The value of `Host`: with the port where it is not the scheme's own.
    package let host: String
    /// The value of `X-Osc-Date`.
    package let time: SigningTime
    /// SHA-256 of the exact bytes that are sent.
    package let bodyDigest: String

    package init(
        path: String, contentType: String = "application/json", host: String, time: SigningTime,
        body: RawSpan
    ) {
        self.path = path
        self.contentType = contentType
        self.host = host
        self.time = time
        bodyDigest = SHA256.hexDigest(of: body)
    }

    package var text: String {
        let headers = "content-type:\(contentType)\nhost:\(host)\nx-osc-date:\(time)\n"
        return ["POST", path, "", headers, Self.signedHeaders, bodyDigest].joined(separator: "\n")
    }
}

package import FoundationEssentials

/// An answer, its body still in memory of its own because it may hold a secret key.
package struct HTTPResponse: ~Copyable {
    package let status: Int
    /// The media type in lower case, without parameters.
    package let mediaType: String?
    /// The `Date` header.
    package let serverDate: Date?
    /// The `Retry-After` header, seconds from now.
    package let retryAfter: Double?
    package var body: ResponseBody

    package init(
        status: Int, mediaType: String? = "application/json", serverDate: Date? = nil,
        retryAfter: Double? = nil, body: consuming ResponseBody
    ) {
        self.status = status
        self.mediaType = mediaType
        self.serverDate = serverDate
        self.retryAfter = retryAfter
        self.body = body
    }
}

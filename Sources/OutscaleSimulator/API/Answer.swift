/// What goes back over the wire, and how much of it.
struct Answer: Sendable {
    var status: Int
    var contentType: String
    var headers: [(name: String, value: String)] = []
    var body: Body
    var delivery = Delivery.whole
    /// Seconds added to the time in the `Date` header.
    var dateSkew = 0

    enum Body: Sendable {
        case json(JSON)
        case bytes([UInt8])
        /// One JSON object padded to so many bytes, sent as it is made.
        case padded(Int)
    }

    enum Delivery: Sendable, Equatable {
        case whole
        /// The connection closes without a byte.
        case nothing
        /// The length is announced, half of the body sent, the connection closed.
        case half
        /// The body is sent under an announced length that differs by so much.
        case misannounced(by: Int)
        /// The body is sent in chunks, without a length.
        case chunked
        /// As `whole`, then the connection closes: the request was not read to its end.
        case last
    }

    init(status: Int, json: JSON, contentType: String = "application/json") {
        self.status = status
        self.contentType = contentType
        self.body = .json(json)
    }

    init(status: Int, contentType: String, bytes: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = .bytes(bytes)
    }

    /// A success: the call's own fields and the context.
    init(_ fields: JSON, requestID: String) {
        var members = fields.members ?? []
        members.append(
            .init(name: "ResponseContext", value: ["RequestId": .string(requestID)]))
        self.init(status: 200, json: .object(members))
    }
}

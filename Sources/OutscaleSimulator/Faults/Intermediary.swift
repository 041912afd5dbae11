/// What stands between the client and the API, and answers in its place: a proxy, a gateway, a
/// firewall, a captive portal.
enum Intermediary {
    /// The kinds of page that it may send.
    enum Page: String, Codable, Sendable, CaseIterable {
        case html, text, empty
        /// An object that is no answer of OUTSCALE's: no RequestId.
        case json
        /// `Errors[]` as OUTSCALE's, without and with a RequestId.
        case errors, errorsWithRequestID
        /// `application/problem+json`, without and with a request's id.
        case problem, problemWithRequestID
    }

    /// The statuses that such things are known to send.
    static let statuses =
        [
            200, 400, 401, 403, 404, 405, 407, 408, 409, 410, 411, 412, 413, 414, 415, 417, 418,
            421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499,
        ] + Array(500...504)

    static func answer(_ status: Int, _ page: Page, requestID: String, words: Words) -> Answer {
        var answer = body(status, page, requestID, words)
        for header in headers(status) { answer.headers.append(header) }
        return answer
    }

    /// What an error body says.
    struct Words {
        var code: String
        var type: String
        var details: String
    }

    private static func body(_ status: Int, _ page: Page, _ requestID: String, _ words: Words)
        -> Answer
    {
        var model = CloudModel()
        switch page {
        case .html:
            let title = status == 502 ? "502 Bad Gateway" : "\(status) Refused"
            let text = "<html><head><title>\(title)</title></head></html>\r\n"
            return Answer(status: status, contentType: "text/html", bytes: Array(text.utf8))
        case .text:
            return Answer(
                status: status, contentType: "text/plain", bytes: Array("no\r\n".utf8))
        case .empty: return Answer(status: status, contentType: "text/plain", bytes: [])
        case .json: return Answer(status: status, json: ["message": .string(words.details)])
        case .errors: model.errorShape = .classicWithoutRequestID
        case .errorsWithRequestID: break
        case .problem, .problemWithRequestID:
            let problem = Answer.Problem(
                status: status, type: words.type, title: "Refused", detail: words.details)
            return Answer(
                problem: problem, requestID: page == .problemWithRequestID ? requestID : nil)
        }
        return Answer(
            APIError(status, words.code, words.type, words.details), requestID: requestID,
            in: model)
    }

    /// What goes with a status by RFC 9110.
    private static func headers(_ status: Int) -> [(name: String, value: String)] {
        switch status {
        case 401: [("WWW-Authenticate", "Basic realm=\"proxy\"")]
        case 405: [("Allow", "GET")]
        case 407: [("Proxy-Authenticate", "Basic realm=\"proxy\"")]
        case 426: [("Upgrade", "TLS/1.3")]
        default: []
        }
    }
}

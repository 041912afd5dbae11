import Foundation
import Testing

@testable import APIClient

/// An answer to CreateAccessKey that says no, and how far it can be believed.
@Suite struct `An answer that says no` {
    private static let code = #""Code":"4118","Type":"Conflict","Details":"d""#
    private static let context = #""ResponseContext":{"RequestId":"r-1"}"#
    private static let problemType = "application/problem+json"

    private func error(_ text: String, status: Int, type: String) -> APIError? {
        #expect(throws: APIError.self) {
            let response = HTTPResponse(status: status, mediaType: type, body: body(text))
            _ = try AnswerReader(clockSkew: nil).read(response)
        }
    }

    @Test(
        arguments: [400, 401, 403, 404, 409, 413, 422, 429],
        [
            "{\"Errors\":[{\(code)}],\(context)}",
            "{\"Errors\":[{\"Code\":4118},{\(code)}],\(context)}",
        ])
    func `proves that nothing was created if it is OUTSCALE's error with a request id`(
        status: Int, body: String
    ) throws {
        let error = error(body, status: status, type: "application/json")
        #expect(error?.outcome == .nothingHappened)
        #expect(error?.refusal?.evidence == .ownError(requestID: "r-1"))
    }

    /// A status alone proves nothing: all of these come from proxies, gateways and firewalls.
    @Test(
        arguments: [400, 401, 403, 404, 405, 407, 408, 413, 418, 429, 451],
        [
            "", "{}", "[]", "\"no\"", "<html><title>Forbidden</title></html>", "Forbidden",
            "{\"message\":\"Forbidden\"}", "{\"__type\":\"AccessDenied\"}",
            "{\"Errors\":[],\(context)}",
            "{\"Errors\":[{\(code)}]}", "{\"Errors\":[{\(code)}],\"ResponseContext\":{}}",
            "{\"Errors\":[{\(code)}],\"ResponseContext\":{\"RequestId\":\"\"}}",
            "{\"Errors\":[{\(code)}],\"ResponseContext\":{\"RequestId\":\" \"}}",
            "{\"Errors\":[{\(code)}],\"ResponseContext\":{\"RequestId\":7}}",
            "{\"Errors\":[{\(code)}],\"RequestId\":\"r-1\"}",
            "{\"Errors\":[{\(code)},{\"Details\":\"d\"}],\(context)}",
            "{\"Errors\":[{\"Code\":\"\"}],\(context)}", "{\"Errors\":[{\(code)}],\(context)",
            "{\"Errors\":[{\(code)}],\(context)}<!-- proxy -->", "{\"title\":\"Forbidden\"}",
        ])
    func `proves nothing in any other shape`(status: Int, body: String) throws {
        let error = error(body, status: status, type: "application/json")
        #expect(error.map(summary) == "intermediary \(status)")
        #expect(error?.outcome == .unknown)
    }

    @Test(arguments: [
        (#"{"type":"about:blank","title":"Forbidden","status":403,"detail":"why"}"#, nil),
        (#"{"title":"Forbidden"}"#, nil),
        (#"{"type":"https://x.test/quota","RequestId":"r"}"#, "r"),
    ])
    func `is worth one look if it is a problem`(body: String, requestID: String?) throws {
        let error = error(body, status: 403, type: Self.problemType)
        #expect(error?.outcome == .doubtful)
        #expect(error?.refusal?.evidence == .problem(requestID: requestID))
    }

    @Test(arguments: [
        "{}", "[]", "", "<html>", #"{"title":7}"#, #"{"title":"Forbidden","status":404}"#,
        #"{"status":403}"#, #"{"title":"Forbidden""#,
    ])
    func `is no problem if it only says so in its header`(body: String) throws {
        let error = error(body, status: 403, type: Self.problemType)
        #expect(error.map(summary) == "intermediary 403")
        #expect(error?.outcome == .unknown)
    }

    /// A gateway's 429 and 503 may come after the request was passed on.
    @Test(arguments: [429, 503], ["6", "24", "25"])
    func `is throttling only in OUTSCALE's own words`(status: Int, code: String) throws {
        let own = "{\"Errors\":[{\"Code\":\"\(code)\"}],\(Self.context)}"
        #expect(
            error(own, status: status, type: "application/json").map(summary)
                == "throttled \(status)")
        for foreign in ["{\"Errors\":[{\"Code\":\"\(code)\"}]}", "", "slow down"] {
            let error = error(foreign, status: status, type: "application/json")
            #expect(error?.outcome == .unknown, "\(foreign)")
        }
        let problem = error(
            #"{"title":"Too Many Requests"}"#, status: status, type: Self.problemType)
        #expect(problem?.outcome != .nothingHappened)
    }
}

@Suite struct `A foreign answer` {
    private func words(_ text: String) -> String? {
        let error = #expect(throws: APIError.self) {
            let response = HTTPResponse(status: 413, mediaType: "text/html", body: body(text))
            _ = try AnswerReader(clockSkew: nil).read(response)
        }
        guard case .intermediary(let answer) = error else { return nil }
        #expect(answer.status == 413)
        return answer.words
    }

    @Test(arguments: [
        ("<html><head>\n<TITLE>413 Too Large</TITLE></head><body>x</body></html>", "413 Too Large"),
        ("<html><body>no title</body></html>", ""),
        ("Request denied by policy\n", "Request denied by policy"),
        ("", ""), (#"{"message":"Forbidden"}"#, "Forbidden"),
        (#"{"error":"quota"}"#, #"{"error":"quota"}"#),
        (#"{"Errors":[{"Code":"7","Type":"T","Details":"d"}]}"#, "T, d (code 7)"),
        ("a\u{1b}[2Jb\r\nc", "a [2Jb c"), ("caf\u{e9} ferm\u{e9}", "caf ferm"),
    ])
    func `is told in few words`(body: String, expected: String) throws {
        #expect(words(body) == expected)
    }

    @Test func `is cut where it is long`() throws {
        let said = try #require(words(String(repeating: "no way ", count: 500)))
        #expect(said.count == ForeignText.longest + 1)
    }

    @Test(arguments: [
        "your request: Authorization: Basic YTpi", "password=x", "{\"SecretKey\":\"S3\",",
        String(repeating: "K", count: 40),
    ])
    func `never repeats what may be a secret`(body: String) throws {
        let said = try #require(words(body))
        #expect(said.isEmpty || said == "…")
    }
}

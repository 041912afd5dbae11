import Foundation
import Testing

@testable import APIClient

/// An answer to CreateAccessKey that is not what was hoped for, and what must be made of it.
struct Disturbance: Sendable, CustomTestStringConvertible {
    let name: String
    let reply: Reply
    let expected: String
    let outcome: APIError.Outcome
    var testDescription: String { name }

    init(_ name: String, _ reply: Reply, _ expected: String, _ outcome: APIError.Outcome) {
        (self.name, self.reply, self.expected, self.outcome) = (name, reply, expected, outcome)
    }

    static let html = "<html><body><h1>Bad Gateway</h1></body></html>"
    static let throttled =
        #"{"Errors":[{"Code":"6","Type":"AccessDenied","Details":""}],"ResponseContext":{"RequestId":"r"}}"#
    static let problem =
        #"{"type":"about:blank","title":"Forbidden","status":403,"detail":"why"}"#
    static let denied =
        #"{"Errors":[{"Code":"1","Type":"AccessDenied","Details":"no"}],"ResponseContext":{"RequestId":"r"}}"#

    static let all: [Disturbance] = [
        .init("connection dropped", .drop, "interrupted connectionLost", .unknown),
        .init("connection reset", .reset, "interrupted connectionLost", .unknown),
        .init(
            "half an answer",
            .answer(
                String(creationAnswer().prefix(80)), status: 200, type: "application/json",
                length: 300),
            "interrupted connectionLost", .unknown),
        .init(
            "half a header", .text("HTTP/1.1 200 OK\r\nContent-Le"), "unreadable malformed syntax",
            .unknown),
        .init(
            "answer after the timeout", .after(seconds: 2.5, .json(creationAnswer())),
            "interrupted timedOut", .unknown),
        .init("malformed JSON", .json(#"{"AccessKey":{"#), "unreadable malformed syntax", .unknown),
        .init(
            "length shorter than the body",
            .answer(creationAnswer(), status: 200, type: "application/json", length: 60),
            "unreadable malformed syntax", .unknown),
        .init(
            "a name twice", .json(#"{"AccessKey":{"SecretKey":"a","SecretKey":"b"}}"#),
            "unreadable malformed duplicateName", .unknown),
        .init(
            "HTML with 200", .answer(html, status: 200, type: "text/html"),
            "unreadable malformed syntax", .unknown),
        .init("empty body", .json(""), "unreadable malformed syntax", .unknown),
        .init(
            "no secret", .json(creationAnswer(secret: nil)), "unreadable missingSecretKey", .unknown
        ),
        .init(
            "empty secret", .json(creationAnswer(secret: "")),
            "unreadable malformed unusableSecret", .unknown),
        .init(
            "no key", .json(#"{"ResponseContext":{"RequestId":"r"}}"#),
            #"unreadable unexpectedContent(field: "AccessKey")"#, .unknown),
        .init(
            "an id that breaks headers", .json(creationAnswer(id: #"A\r\nB"#)),
            #"unreadable unexpectedContent(field: "AccessKeyId")"#, .unknown),
        .init(
            "a huge body",
            .json(#"{"AccessKey":""# + String(repeating: "x", count: 1_000_000) + "\"}"),
            "unreadable tooLarge", .unknown),
        .init(
            "a huge body without its length",
            .text("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1_000_000)),
            "unreadable tooLarge", .unknown),
        .init(
            "endless headers",
            .text(
                "HTTP/1.1 200 OK\r\n"
                    + String(
                        repeating: "X-A: \(String(repeating: "b", count: 900))\r\n", count: 100)),
            "unreadable tooLarge", .unknown),
        .init("not HTTP", .text("SSH-2.0-OpenSSH_9.2\r\n"), "unreadable notHTTP", .unknown),
        .init(
            "redirection", .json("", status: 302, headers: ["Location: https://elsewhere.test/"]),
            "unreadable redirection", .unknown),
        .init(
            "gateway's 502", .answer(html, status: 502, type: "text/html"), "serverFailed 502",
            .unknown),
        .init(
            "gateway's 503", .answer(html, status: 503, type: "text/html"), "serverFailed 503",
            .unknown),
        .init("500", .json(#"{"Errors":[]}"#, status: 500), "serverFailed 500", .unknown),
        .init("OUTSCALE's 503", .json(throttled, status: 503), "throttled 503", .nothingHappened),
        .init("OUTSCALE's 429", .json(throttled, status: 429), "throttled 429", .nothingHappened),
        .init("401", .json(denied, status: 401), "refused 401 1", .nothingHappened),
        .init(
            "a problem", .answer(problem, status: 403, type: "application/problem+json"),
            "refused 403 ", .doubtful),
    ]
}

@Suite struct `A disturbed creation` {
    @Test(arguments: Disturbance.all)
    func `is told for what it is, and was sent once`(case disturbance: Disturbance) throws {
        let server = try LoopbackServer(always: disturbance.reply)
        let pauses = Pauses()
        let isSlow = disturbance.expected == "interrupted timedOut"
        let client = try client(
            server.url, settings: TransportSettings(timeoutSeconds: isSlow ? 1 : 60),
            pauses: pauses)
        do {
            _ = try client.createAccessKey(user: nil, expiresAt: nil, tag: "vlt1-x")
            Issue.record("it succeeded")
        } catch {
            #expect(summary(error) == disturbance.expected)
            #expect(error.outcome == disturbance.outcome)
        }
        #expect(server.requests.map(\.action) == ["CreateAccessKey"])
        #expect(server.connections == 1)
        #expect(pauses.seconds.isEmpty)
    }

    @Test func `succeeds where OUTSCALE does not repeat the tag`() throws {
        let server = try LoopbackServer(always: .json(creationAnswer(tag: nil)))
        let issued = try client(server.url).createAccessKey(
            user: nil, expiresAt: nil, tag: "vlt1-x")
        #expect(issued.accessKey.tag == nil)
        #expect(revealed(issued.secret).count == 40)
    }

    @Test func `is not followed to where a redirection points`() throws {
        let other = try LoopbackServer(always: .json(creationAnswer()))
        let server = try LoopbackServer(
            always: .json(
                "", status: 307, headers: ["Location: \(other.url)/api/v1/CreateAccessKey"]))
        #expect(throws: APIError.self) {
            _ = try client(server.url).createAccessKey(user: nil, expiresAt: nil, tag: nil)
        }
        #expect(other.connections == 0)
    }
}

@Suite struct `Where nothing listens` {
    private func failure(_ url: String) throws -> APIError? {
        #expect(throws: APIError.self) {
            _ = try client(url).createAccessKey(user: nil, expiresAt: nil, tag: nil)
        }
    }

    @Test func `a refused connection is proven not to have carried the request`() throws {
        let port = try LoopbackServer(always: .drop).port
        let error = try failure("http://127.0.0.1:\(port)")
        #expect(error.map(summary) == "unreachable notConnected")
        #expect(error?.outcome == .nothingHappened)
    }

    @Test func `so is a name without an address`() throws {
        let error = try failure("https://no-such-host.invalid")
        #expect(error.map(summary) == "unreachable nameNotResolved")
    }
}

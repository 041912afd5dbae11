import Foundation
import Testing

@testable import APIClient

@Suite struct `Creating an access key` {
    @Test func `takes the key and its secret from the answer`() throws {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let issued = try client(server.url).createAccessKey(
            user: "alice", expiresAt: Date(timeIntervalSince1970: 1_801_353_600), tag: "vlt1-tag")
        #expect(issued.accessKey.id == "ABCDEFGHIJ0123456789")
        #expect(issued.accessKey.state == .active)
        #expect(issued.accessKey.tag == "vlt1-tag")
        #expect(issued.accessKey.createdAt == OutscaleDate.parse("2026-11-24T01:00:00Z"))
        #expect(revealed(issued.secret) == "SECRET0123456789SECRET0123456789ABCDEFGH")
    }

    @Test func `sends one signed request with exactly the documented members`() throws {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        _ = try client(server.url).createAccessKey(
            user: "alice", expiresAt: Date(timeIntervalSince1970: 1_801_353_600), tag: "vlt1-tag")
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.head.hasPrefix("POST /api/v1/CreateAccessKey HTTP/1.1\r\n"))
        #expect(
            request.body
                == #"{"ExpirationDate":"2027-01-31T00:00:00.000Z","Tag":"vlt1-tag","UserName":"alice"}"#
        )
        #expect(request.header("Host") == "127.0.0.1:\(server.port)")
        #expect(request.header("Content-Type") == "application/json")
        #expect(
            request.header("Authorization")?.hasPrefix("OSC4-HMAC-SHA256 Credential=1111") == true)
    }

    @Test(arguments: ["SEC\\u0000RET", "SEC RET", "SECRET\\n", "S\u{e9}CRET", ""])
    func `takes no secret that is not visible ASCII`(text: String) throws {
        let server = try LoopbackServer(always: .json(creationAnswer(secret: text)))
        do {
            _ = try client(server.url).createAccessKey(user: nil, expiresAt: nil, tag: nil)
            Issue.record("it was taken")
        } catch let error as APIError { #expect(error.outcome == .unknown) }
    }

    @Test func `leaves out what is not asked for`() throws {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        _ = try client(server.url).createAccessKey(user: nil, expiresAt: nil, tag: nil)
        #expect(server.requests.first?.body == "{}")
    }
}

import RequestSigning
import Testing

@testable import APIClient

@Suite struct `A header` {
    @Test(arguments: ["A\r\nX-Evil: 1", "A\nB", "A\u{0}B", "A\u{7F}"])
    func `can't begin another`(id: String) throws {
        let server = try LoopbackServer(always: .noKeys)
        let signer = RequestSigningDouble(accessKeyID: id)
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url, authentication: .signed(signer)).readAccessKeys(user: nil)
        }
        #expect(error == .invalidSetting(.header("Authorization")))
        #expect(server.connections == 0)
    }

    @Test func `names the program as it is told`() throws {
        let server = try LoopbackServer(always: .noKeys)
        let settings = TransportSettings(userAgent: "vault/1.2.3")
        _ = try client(server.url, settings: settings).readAccessKeys(user: nil)
        #expect(server.requests.first?.header("User-Agent") == "vault/1.2.3")
        #expect(server.requests.first?.header("Expect") == nil)
        #expect(server.requests.first?.header("Accept-Encoding") == nil)
    }
}

@Suite struct `A signer that can't sign` {
    @Test func `keeps the request from being sent`() throws {
        let server = try LoopbackServer(always: .noKeys)
        let signer = RequestSigningDouble(accessKeyID: "A", failure: .unavailable("locked"))
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url, authentication: .signed(signer)).readAccessKeys(user: nil)
        }
        #expect(error == .signing(.unavailable("locked")))
        #expect(error?.outcome == .nothingHappened)
        #expect(server.connections == 0)
    }
}

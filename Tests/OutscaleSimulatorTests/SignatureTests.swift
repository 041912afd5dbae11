import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("The simulator's judgement of signatures")
struct SignatureTests {
    /// The vector on which libcurl 7.88.1 and OUTSCALE's Python SDK agree.
    static let vector = WireRequest(
        method: "POST", path: "/api/v1/ReadAccessKeys",
        headers: [
            "content-type": "application/json", "host": "api.eu-west-2.outscale.com",
            "x-osc-date": "20250101T000000Z",
            "authorization": "OSC4-HMAC-SHA256 Credential=11112211111110000000/"
                + "20250101/eu-west-2/api/osc4_request, "
                + "SignedHeaders=content-type;host;x-osc-date, "
                + "Signature=0df1005cf57a49cb673d6412d95682c0a74fb23937450c6512423d5cdf69084f",
        ], body: Array("{}".utf8))
    static let vectorSecret = "0000001111112222223333334444445555555666"

    func check(_ request: WireRequest, seconds: Int = 0) throws -> SignatureCheck {
        let header = try #require(request.header("authorization"))
        return SignatureCheck(
            request: request, authorization: try #require(Authorization(header: header)),
            now: try #require(DateReading.stamp("20250101T000000Z")) + seconds)
    }

    @Test("Each step of the published vector comes out, and the whole is accepted")
    func vector() throws {
        let check = try check(Self.vector)
        #expect(
            SHA256.hex(SHA256.digest(Array(check.canonicalRequest.utf8)))
                == "8c702a5b7c080a871567f885e63718b58f170a6744f2e7842793b4e27516b54c")
        #expect(
            SHA256.hex(check.signingKey(secret: Self.vectorSecret))
                == "d86e49bbe549b540026fe43423cac03fe1bc95a0f8fd3c58560dd81aa81dd581")
        #expect(throws: Never.self) { try check.verify(secret: Self.vectorSecret) }
    }

    @Test("HMAC-SHA-256 answers RFC 4231's cases 1 and 6, a short and an overlong key")
    func hmac() {
        let short = SHA256.authentication(
            of: Array("Hi There".utf8), key: [UInt8](repeating: 0x0B, count: 20))
        #expect(
            SHA256.hex(short) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let long = SHA256.authentication(
            of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            key: [UInt8](repeating: 0xAA, count: 131))
        #expect(
            SHA256.hex(long) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test(
        "A request may be 300 seconds old or early, not more",
        arguments: [(-301, false), (-300, true), (300, true), (301, false)])
    func window(seconds: Int, isFine: Bool) throws {
        let check = try check(Self.vector, seconds: seconds)
        if isFine {
            #expect(throws: Never.self) { try check.verify(secret: Self.vectorSecret) }
        } else {
            #expect(throws: SignatureCheck.Failure.clock) {
                try check.verify(secret: Self.vectorSecret)
            }
        }
    }

    enum Flaw: String, CaseIterable {
        case otherBody, otherPath, otherMethod, otherQuery, otherHost, otherType, hostWithoutPort
        case wrongTerminator, otherDay, unsignedHost, unsignedDate, noDate, brokenDate
        case oldDate, wrongSecret, cutSignature, wrongDeclaredHash, noAuthorization
    }

    @Test("What was tampered with is refused as code 1", arguments: Flaw.allCases)
    func flaws(flaw: Flaw) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(Self.flawed(flaw, server))
            #expect(reply?.outcome == "401/1")
        }
    }

    static func flawed(_ flaw: Flaw, _ server: TestServer) -> WireRequest {
        var signing = Signing(
            key: server.rootKey, host: server.host, now: Int(Date().timeIntervalSince1970))
        switch flaw {
        case .wrongTerminator: signing.terminator = "aws4_request"
        case .otherDay: signing.day = "20200101"
        case .unsignedHost: signing.signedHeaders = ["content-type", "x-osc-date"]
        case .unsignedDate: signing.signedHeaders = ["content-type", "host"]
        case .oldDate: signing.now -= 301
        case .wrongSecret: signing.key.secret = String(repeating: "X", count: 40)
        case .hostWithoutPort: signing.host = "127.0.0.1"
        default: break
        }
        var request = signing.request(.readAccessKeys)
        switch flaw {
        case .otherBody: request.body.append(UInt8(ascii: " "))
        case .otherPath: request.path = "/api/latest/ReadAccessKeys"
        case .otherQuery: request.query = "a=b"
        case .otherHost: request.headers["host"] = "example.com"
        case .hostWithoutPort: request.headers["host"] = server.host
        case .otherType: request.headers["content-type"] = "text/plain"
        case .noDate: request.headers["x-osc-date"] = nil
        case .brokenDate: request.headers["x-osc-date"] = "2025-01-01T00:00:00Z"
        case .cutSignature: request.headers["authorization"]?.removeLast()
        case .wrongDeclaredHash:
            request.headers["x-osc-content-sha256"] = String(repeating: "0", count: 64)
        case .noAuthorization: request.headers["authorization"] = nil
        // It must not be the method that is refused: HTTP methods are case-sensitive.
        case .otherMethod: request = signing.sign(Self.lowerCased(request))
        default: break
        }
        if flaw == .otherMethod { request.method = "POST" }
        return request
    }

    static func lowerCased(_ request: WireRequest) -> WireRequest {
        var request = request
        request.method = "post"
        return request
    }

    @Test("A path sent with two slashes and signed with one is accepted: osc-cli does so")
    func doubledSlash() async throws {
        try await TestServer.run { server in
            let signing = Signing(
                key: server.rootKey, host: server.host, now: Int(Date().timeIntervalSince1970))
            var request = signing.request(.readAccessKeys)
            request.path = "/" + request.path
            let doubled = try await server.send(request)
            #expect(doubled?.status == 200)
            request.path = "/api//v1/ReadAccessKeys"
            let within = try await server.send(request)
            #expect(within?.status == 404)
        }
    }

    @Test("Both dialects and any sorted set of signed headers are accepted")
    func dialects() async throws {
        try await TestServer.run { server in
            var signing = Signing(
                key: server.rootKey, host: server.host, now: Int(Date().timeIntervalSince1970))
            signing.signedHeaders = ["host", "x-osc-date"]
            let short = try await server.send(signing.request(.readAccessKeys))
            #expect(short?.status == 200)
            signing.provider = .aws
            signing.signedHeaders = nil
            let amazon = try await server.send(signing.request(.readAccessKeys))
            #expect(amazon?.status == 200)
            signing.signedHeaders = ["x-amz-date", "host"]
            let unsorted = try await server.send(signing.request(.readAccessKeys))
            #expect(unsorted?.outcome == "401/1")
        }
    }
}

import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

@Suite struct `A TLS connection` {
    let authority: CertificateAuthority
    let server: LoopbackServer

    init() throws {
        authority = try CertificateAuthority.shared.get()
        server = try LoopbackServer(always: .json(creationAnswer()))
    }

    private func settings(ca: String? = "ca.pem") -> TransportSettings {
        TransportSettings(caFile: ca.map { FilePath(authority.path($0)) }, timeoutSeconds: 60)
    }

    private func front(_ certificate: String, _ options: [String] = []) throws -> TLSFront {
        try TLSFront(
            certificate: certificate, for: server, authority: authority, options: options)
    }

    private func failure(_ url: String, _ settings: TransportSettings) throws -> APIError? {
        #expect(throws: APIError.self) {
            _ = try client(url, settings: settings).createAccessKey(
                user: nil, expiresAt: nil, tag: nil)
        }
    }

    @Test func `carries the call where the certificate is good`() throws {
        let front = try front("good")
        let issued = try client(front.url, settings: settings())
            .createAccessKey(user: nil, expiresAt: nil, tag: nil)
        #expect(revealed(issued.secret).count == 40)
        #expect(server.requests.first?.header("Authorization") != nil)
    }

    @Test(arguments: [
        ("expired", "tls(APIClient.TLSFailure.expired)"),
        ("future", "tls(APIClient.TLSFailure.notYetValid)"),
        ("elsewhere", "tls(APIClient.TLSFailure.wrongHost)"),
        ("self", "tls(APIClient.TLSFailure.selfSigned)"),
    ])
    func `is refused, unsent, where the certificate is bad`(name: String, cause: String) throws {
        let front = try front(name)
        let error = try failure(front.url, settings())
        #expect(error.map(summary) == "unreachable \(cause)")
        #expect(error?.outcome == .nothingHappened)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [nil, "other.pem"])
    func `is refused, unsent, where another authority is trusted`(ca: String?) throws {
        let front = try front("good")
        let error = try failure(front.url, settings(ca: ca))
        #expect(
            error.map(summary) == "unreachable tls(APIClient.TLSFailure.unknownAuthority)")
        #expect(server.requests.isEmpty)
    }

    @Test func `is not made by TLS 1.1`() throws {
        let front = try front(
            "good", ["sslVersion = TLSv1.1", "ciphers = ALL:@SECLEVEL=0"])
        let error = try failure(front.url, settings())
        #expect(error.map(summary) == "unreachable tls(APIClient.TLSFailure.handshake)")
        #expect(server.requests.isEmpty)
    }

    @Test func `is not replaced by a plain one`() throws {
        let error = try failure("https://127.0.0.1:\(server.port)", settings())
        #expect(error.map(summary) == "unreachable tls(APIClient.TLSFailure.handshake)")
        #expect(server.requests.isEmpty)
    }

    @Test func `shows the client's certificate where one is demanded`() throws {
        let front = try front("good", ["verifyChain = yes", "CAfile = \(authority.file)"])
        var settings = settings()
        settings.clientCertificate = FilePath(authority.path("client.pem"))
        settings.clientKey = FilePath(authority.path("client.key"))
        _ = try client(front.url, settings: settings)
            .createAccessKey(user: nil, expiresAt: nil, tag: nil)
        #expect(server.requests.count == 1)
    }

    @Test func `ends without the client's certificate where one is demanded`() throws {
        let front = try front("good", ["verifyChain = yes", "CAfile = \(authority.file)"])
        let error = try failure(front.url, settings())
        // stunnel may close so hard that its alert is lost; then the reason is a guess, and said as one.
        switch error {
        case .interrupted(let failure), .unreachable(let failure):
            #expect(failure.cause == .tls(.certificateWanted) || failure.mayLackCertificate)
        default: Issue.record("it was \(error.map(summary) ?? "no error")")
        }
        #expect(server.requests.isEmpty)
    }
}

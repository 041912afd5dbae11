import Foundation
import Testing
import VaultTestSupport

@Suite("A connection that can't be trusted", .serialized)
struct SecureConnectionTests {
    private let simulator: Simulator
    private let home: Workspace
    private let authority: CertificateAuthority

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        authority = try CertificateAuthority.shared.get()
        try home.prepare(for: nil)
    }

    private func front(_ certificate: String) throws -> TLSFront {
        try TLSFront(
            certificate: certificate, before: UInt16(simulator.port), authority: authority)
    }

    private func create(over front: TLSFront, ca: String? = "ca.pem") throws -> Finished {
        try home.succeed(
            ["profile", "add", "secure", "--region", "eu-west-2", "--endpoint", front.url]
                + (ca.map { ["--ca-file", authority.path($0)] } ?? []))
        return try home.vault(
            "create-key", "--name", "admin", "--login", "root@example.com", "--login-password-fd",
            "3")
    }

    @Test func `a good one carries the main job`() throws {
        let front = try front("good")
        #expect(try create(over: front).status == 0)
        #expect(try home.secret(of: "admin") == simulator.keys()[0].secretKey)
    }

    @Test(arguments: [
        ("expired", "expired"), ("future", "not yet valid"), ("elsewhere", "for another name"),
        ("self", "self-signed"),
    ])
    func `a bad certificate is named, and nothing is sent`(
        certificate: String, words: String
    ) throws {
        let front = try front(certificate)
        home.expect(69, words, try create(over: front))
        #expect(try simulator.requests().isEmpty)
        #expect(try !home.vault("list").errors.contains("pending"))
    }

    @Test(arguments: [nil, "other.pem"])
    func `an unknown authority is refused, and the option that names one is told`(
        ca: String?
    ) throws {
        let front = try front("good")
        home.expect(69, "--ca-file", try create(over: front, ca: ca))
        #expect(try simulator.requests().isEmpty)
    }

    @Test func `a server that speaks no TLS gets no request`() throws {
        try home.succeed(
            "profile", "add", "plain", "--region", "eu-west-2", "--endpoint",
            "https://127.0.0.1:\(simulator.port)")
        home.expect(
            69, "TLS",
            try home.vault(
                "create-key", "--login", "root@example.com", "--login-password-fd", "3"))
        #expect(try simulator.requests().isEmpty)
    }
}

import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

/// `openssl s_server`, which demands a client certificate of the authority for one connection, and ends.
private final class DemandingServer {
    let url: String
    private let process: ChildProcess

    init(_ version: String, _ authority: CertificateAuthority) throws {
        let output = authority.path("\(UUID().uuidString).log")
        process = try ChildProcess(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-www", version]
                + ["-cert", authority.path("good.pem"), "-key", authority.path("good.key")]
                + ["-CAfile", authority.file, "-Verify", "1", "-verify_return_error"],
            output: output)
        url = "https://127.0.0.1:\(try Self.port(in: output, of: process))"
    }

    /// It says `ACCEPT 127.0.0.1:12345` once it listens.
    private static func port(in output: String, of process: ChildProcess) throws -> Int {
        for _ in 0..<12_000 where process.isRunning {
            let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            if let match = text.firstMatch(of: /ACCEPT [\d.]+:(\d+)\n/) {
                return try #require(Int(match.1))
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw POSIXError(.ECONNREFUSED)
    }
}

@Suite struct `A server that demands a client certificate` {
    let authority: CertificateAuthority

    init() throws { authority = try CertificateAuthority.shared.get() }

    private func failure(_ version: String, _ certificate: String?) throws -> (APIError?, Pauses) {
        let server = try DemandingServer(version, authority)
        var settings = TransportSettings(caFile: FilePath(authority.file), timeoutSeconds: 60)
        if let certificate {
            settings.clientCertificate = FilePath(authority.path("\(certificate).pem"))
            let key = authority.path("\(certificate).key")
            chmod(key, 0o600)
            settings.clientKey = FilePath(key)
        }
        let pauses = Pauses()
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url, settings: settings, pauses: pauses).readAccessKeys(user: nil)
        }
        return (error, pauses)
    }

    /// Under TLS 1.3 the request may be on its way already: nothing is certain but the reason.
    @Test(arguments: [
        ("-tls1_3", nil, "interrupted", "certificateWanted"),
        ("-tls1_3", "other", "interrupted", "certificateRefused(alert: 48)"),
        ("-tls1_3", "expired", "interrupted", "certificateRefused(alert: 45)"),
        ("-tls1_2", nil, "unreachable", "certificateWanted"),
        ("-tls1_2", "other", "unreachable", "certificateRefused(alert: 48)"),
    ])
    func `is told for what it is, and not asked again`(
        version: String, certificate: String?, kind: String, reason: String
    ) throws {
        let (error, pauses) = try failure(version, certificate)
        #expect(error.map(summary) == "\(kind) tls(APIClient.TLSFailure.\(reason))")
        #expect(error?.outcome == (kind == "interrupted" ? .unknown : .nothingHappened))
        #expect(error?.isWorthAnotherTry == false)
        #expect(pauses.seconds.isEmpty)
    }
}

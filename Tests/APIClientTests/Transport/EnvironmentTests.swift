import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

/// Variables and files by which others steer libcurl. Each runs in a process of its own.
@Suite struct `The environment` {
    @Test func `can't put a proxy in between`() async throws {
        let proxy = try LoopbackServer(always: .json(creationAnswer()))
        let server = try LoopbackServer(always: .noKeys)
        let (url, proxyURL) = (server.url, proxy.url)
        await #expect(processExitsWith: .success) {
            [url = url as String, proxyURL = proxyURL as String] in
            for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                setenv(name, proxyURL, 1)
            }
            setenv("no_proxy", "", 1)
            try Self.expectNoKeys(url)
        }
        #expect(proxy.connections == 0)
        #expect(server.requests.count == 1)
    }

    @Test func `can't name other authorities`() async throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer(always: .noKeys)
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let (url, ca) = (front.url, authority.file)
        await #expect(processExitsWith: .success) { [url = url as String, ca = ca as String] in
            for name in ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"] {
                setenv(name, ca, 1)
            }
            try Self.expectUnknownAuthority(url)
        }
        #expect(server.requests.isEmpty)
    }

    @Test func `can't have the session's keys written down`() async throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer(always: .noKeys)
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let log = authority.path("keylog-\(UUID().uuidString)")
        let (url, ca) = (front.url, authority.file)
        await #expect(processExitsWith: .success) {
            [url = url as String, ca = ca as String, log = log as String] in
            setenv("SSLKEYLOGFILE", log, 1)
            try Self.expectNoKeys(url, TransportSettings(caFile: FilePath(ca)))
        }
        #expect(server.requests.count == 1)
        #expect(!FileManager.default.fileExists(atPath: log))
    }

    @Test func `can't give other credentials by .netrc`() async throws {
        let server = try LoopbackServer(always: .noKeys)
        let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        try Data("default login evil password evil\n".utf8).write(
            to: home.appending(path: ".netrc"))
        let (url, folder) = (server.url, home.path)
        await #expect(processExitsWith: .success) {
            [url = url as String, folder = folder as String] in
            setenv("HOME", folder, 1)
            try Self.expectNoKeys(url)
        }
        #expect(
            server.requests.first?.header("Authorization")?.hasPrefix("OSC4-HMAC-SHA256 ") == true)
    }

    static func expectNoKeys(_ url: String, _ settings: TransportSettings = .init()) throws {
        #expect(try client(url, settings: settings).readAccessKeys(user: nil).isEmpty)
    }

    static func expectUnknownAuthority(_ url: String) throws {
        let error = #expect(throws: APIError.self) { _ = try client(url).readAccessKeys(user: nil) }
        #expect(error.map(summary) == "unreachable tls(APIClient.TLSFailure.unknownAuthority)")
    }
}

@Suite struct `A server that hangs up while it is written to` {
    @Test func `does not end the process by SIGPIPE`() async throws {
        let authority = try CertificateAuthority.shared.get()
        // Nothing listens behind the front, so it ends each connection after the handshake.
        let gone = try LoopbackServer(always: .drop).port
        let front = try TLSFront(certificate: "good", before: gone, authority: authority)
        let (url, ca) = (front.url, authority.file)
        await #expect(processExitsWith: .success) { [url = url as String, ca = ca as String] in
            Self.sendMuch(url, ca: ca)
        }
    }

    /// Much, so that it is still being written when the server has gone.
    static func sendMuch(_ url: String, ca: String) {
        signal(SIGPIPE, SIG_DFL)
        let settings = TransportSettings(caFile: FilePath(ca))
        let user = String(repeating: "u", count: 8_000_000)
        let error = #expect(throws: APIError.self) {
            _ = try client(url, settings: settings).createUser(name: user)
        }
        let possible = ["interrupted connectionLost", "unreachable connectionLost"]
        #expect(possible.contains(error.map(summary) ?? "-"))
    }
}

import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

/// What a process still knows after a call. Each runs in a process of its own, which never sees the secret
/// but in OUTSCALE's answer.
@Suite struct `After a call` {
    /// Random, so that it is not in the program either.
    static let canary = String(
        (0..<40).compactMap { _ in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".randomElement() })

    @Test func `by TLS the new secret is in one place, and then nowhere`() async throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer(always: .json(creationAnswer(secret: Self.canary)))
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let (url, ca, masked) = (front.url, authority.file, MemoryProbe.masked(Self.canary))
        await #expect(processExitsWith: .success) {
            [url = url as String, ca = ca as String, masked = masked as [UInt8]] in
            try Self.createAndProbe(url, ca: ca, masked: masked)
        }
        #expect(server.requests.count == 1)
    }

    @Test func `on the loopback the new secret is in one place, and then nowhere`() async throws {
        let server = try LoopbackServer(always: .json(creationAnswer(secret: Self.canary)))
        let (url, masked) = (server.url, MemoryProbe.masked(Self.canary))
        await #expect(processExitsWith: .success) {
            [url = url as String, masked = masked as [UInt8]] in
            try Self.createAndProbe(url, ca: nil, masked: masked)
        }
        #expect(server.requests.count == 1)
    }

    @Test func `an answer that is refused leaves nothing of its secret`() async throws {
        let answer = creationAnswer(secret: Self.canary).dropLast() + ",\"ResponseContext\":{}}"
        let server = try LoopbackServer(always: .json(String(answer)))
        let (url, masked) = (server.url, MemoryProbe.masked(Self.canary))
        await #expect(processExitsWith: .success) {
            [url = url as String, masked = masked as [UInt8]] in
            try Self.createUnreadablyAndProbe(url, masked: masked)
        }
        #expect(server.requests.count == 1)
    }

    @Test func `an answer that is not asked for a secret leaves nothing of it`() async throws {
        let server = try LoopbackServer(
            always: .json(
                "{\"AccessKeys\":[{\"AccessKeyId\":\"A\",\"SecretKey\":\"\(Self.canary)\"}]}"))
        let (url, masked) = (server.url, MemoryProbe.masked(Self.canary))
        await #expect(processExitsWith: .success) {
            [url = url as String, masked = masked as [UInt8]] in
            let probe = MemoryProbe(masked: masked)
            let keys = try client(url).readAccessKeys(user: nil)
            #expect(keys.map(\.id) == ["A"])
            #expect(try probe.occurrences() == 0)
        }
    }

    @Test func `by TLS the login's password is where it was, and its base64 nowhere`() async throws
    {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let (url, ca, masked) = (front.url, authority.file, MemoryProbe.masked(Self.canary))
        let encoded = Data("root@example.com:\(Self.canary)".utf8).base64EncodedString()
        let maskedEncoded = MemoryProbe.masked(encoded)
        await #expect(processExitsWith: .success) {
            [
                url = url as String, ca = ca as String, masked = masked as [UInt8],
                maskedEncoded = maskedEncoded as [UInt8]
            ] in
            let plain = MemoryProbe(masked: masked)
            let base64 = MemoryProbe(masked: maskedEncoded)
            let login = Login(email: "root@example.com", password: Self.unmasked(masked))
            let before = (try plain.occurrences(), try base64.occurrences())
            _ = try client(
                url, authentication: .login(login),
                settings: TransportSettings(caFile: FilePath(ca))
            ).createAccessKey(user: nil, expiresAt: nil, tag: nil)
            // The base64 shares no piece with the password, so neither probe finds what the other one looks for.
            #expect(before == (1, 0))
            #expect(try plain.occurrences() == 1)
            #expect(try base64.occurrences() == 0)
            withExtendedLifetime(login) {}
        }
        #expect(server.requests.first?.header("Authorization") == "Basic \(encoded)")
    }

    @Test
    func `whose connection is kept the login's password is where it was, and its base64 nowhere`()
        async throws
    {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer { _, number in
            .kept(
                .json(
                    "{\"AccessKeys\":[],\"ResponseContext\":{\"RequestId\":\"r\"},\"Number\":\(number)}"
                ))
        }
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let (url, ca, masked) = (front.url, authority.file, MemoryProbe.masked(Self.canary))
        let encoded = Data("root@example.com:\(Self.canary)".utf8).base64EncodedString()
        let maskedEncoded = MemoryProbe.masked(encoded)
        await #expect(processExitsWith: .success) {
            [
                url = url as String, ca = ca as String, masked = masked as [UInt8],
                maskedEncoded = maskedEncoded as [UInt8]
            ] in
            let plain = MemoryProbe(masked: masked)
            let base64 = MemoryProbe(masked: maskedEncoded)
            let login = Login(email: "root@example.com", password: Self.unmasked(masked))
            let client = try client(
                url, authentication: .login(login),
                settings: TransportSettings(caFile: FilePath(ca)))
            for _ in 0..<2 {
                _ = try client.readAccessKeys(user: nil)
                #expect(try plain.occurrences() == 1)
                #expect(try base64.occurrences() == 0)
            }
            withExtendedLifetime(login) {}
        }
        #expect(server.requests.map(\.connection) == [1, 1])
    }

    @Test func `a proxy's password is where it was, and nowhere else`() async throws {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let proxy = try LoopbackProxy()
        let (url, port) = (server.url, Int(proxy.port))
        let masked = MemoryProbe.masked("user:\(Self.canary)")
        let encoded = Data("user:\(Self.canary)".utf8).base64EncodedString()
        let maskedEncoded = MemoryProbe.masked(encoded)
        await #expect(processExitsWith: .success) {
            [
                url = url as String, port = port as Int, masked = masked as [UInt8],
                maskedEncoded = maskedEncoded as [UInt8]
            ] in
            let plain = MemoryProbe(masked: masked)
            let base64 = MemoryProbe(masked: maskedEncoded)
            var settings = TransportSettings(proxy: try ProxyURL("http://127.0.0.1:\(port)"))
            settings.proxyLogin = try ProxyLogin(Self.unmasked(masked))
            _ = try client(url, settings: settings)
                .createAccessKey(user: nil, expiresAt: nil, tag: nil)
            #expect(try plain.occurrences() == 1)
            #expect(try base64.occurrences() == 0)
            withExtendedLifetime(settings) {}
        }
        #expect(proxy.asked.first?.contains(encoded) == true)
    }

    static func createAndProbe(_ url: String, ca: String?, masked: [UInt8]) throws {
        let probe = MemoryProbe(masked: masked)
        let settings = TransportSettings(caFile: ca.map { FilePath($0) }, timeoutSeconds: 60)
        do {
            let issued = try client(url, settings: settings)
                .createAccessKey(user: nil, expiresAt: nil, tag: nil)
            #expect(issued.secret.count == masked.count)
            #expect(try probe.occurrences() == 1)
            // Keeps the secret alive until it has been counted.
            #expect(issued.secret.count == masked.count)
        }
        #expect(try probe.occurrences() == 0)
    }

    static func createUnreadablyAndProbe(_ url: String, masked: [UInt8]) throws {
        let probe = MemoryProbe(masked: masked)
        let error = #expect(throws: APIError.self) {
            _ = try client(url).createAccessKey(user: nil, expiresAt: nil, tag: nil)
        }
        #expect(error.map(summary) == "unreadable malformed duplicateName")
        #expect(try probe.occurrences() == 0)
    }

    static func unmasked(_ masked: [UInt8]) -> SecretBytes {
        SecretBytes(capacity: masked.count) { output in
            output.appendFromC(count: masked.count) { MemoryProbe.unmask(masked, into: $0) }
        }
    }
}

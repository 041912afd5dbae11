import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

/// Which connection carries which call. The server counts its connections from 1.
@Suite struct `A connection` {
    /// Each answer has an id of its own, as OUTSCALE's have.
    static func listed(_ number: Int) -> Reply {
        .json(#"{"AccessKeys":[],"ResponseContext":{"RequestId":"r-\#(number)"}}"#)
    }
    static let created = Reply.json(creationAnswer())

    /// Keeps every connection, whatever was asked.
    static func keeping() throws -> LoopbackServer {
        try LoopbackServer { request, number in
            switch request.action {
            case "ReadAccessKeys": .kept(listed(number))
            default: .kept(created)
            }
        }
    }

    private func list(_ client: OutscaleClient) throws {
        #expect(try client.readAccessKeys(user: nil).isEmpty)
    }

    private func create(_ client: OutscaleClient) throws {
        _ = try client.createAccessKey(user: nil, expiresAt: nil, tag: nil)
    }

    @Test func `carries one read after another`() throws {
        let server = try Self.keeping()
        let client = try client(server.url)
        for _ in 0..<3 { try list(client) }
        #expect(server.requests.map(\.connection) == [1, 1, 1])
    }

    @Test func `that carries a change is new, and carries nothing else`() throws {
        let server = try Self.keeping()
        let client = try client(server.url)
        try list(client)
        try create(client)
        try list(client)
        try create(client)
        #expect(server.requests.map(\.connection) == [1, 2, 1, 3])
    }

    @Test(arguments: `What changes something`.calls.indices)
    func `that was used carries no change, whichever it is`(call: Int) throws {
        let server = try Self.keeping()
        let client = try client(server.url)
        try list(client)
        try? `What changes something`.calls[call].1(client)
        #expect(server.requests.map(\.connection) == [1, 2])
    }

    @Test func `is shared by no two callers`() throws {
        let server = try Self.keeping()
        let pool = CurlConnectionPool()
        let settings = TransportSettings(timeoutSeconds: 60)
        let other = Login(email: "root@example.com", password: secret("password"))
        try list(client(server.url, transport: pool.transport(settings, for: "us")))
        try list(
            client(
                server.url, authentication: .login(other),
                transport: pool.transport(settings, for: "other")))
        #expect(server.requests.map(\.connection) == [1, 2])
        #expect(Set(server.requests.compactMap { $0.header("Authorization") }).count == 2)
    }

    @Test func `is shared with no client of other settings`() throws {
        let server = try Self.keeping()
        let pool = CurlConnectionPool()
        var settings = TransportSettings(timeoutSeconds: 60)
        try list(client(server.url, transport: pool.transport(settings, for: "us")))
        settings.userAgent = "another"
        try list(client(server.url, transport: pool.transport(settings, for: "us")))
        #expect(server.requests.map(\.connection) == [1, 2])
    }

    @Test func `ends when the pool is emptied, and another takes its place`() throws {
        let server = try Self.keeping()
        let pool = CurlConnectionPool()
        let transport = pool.transport(TransportSettings(timeoutSeconds: 60), for: "us")
        let client = try client(server.url, transport: transport)
        try list(client)
        pool.close()
        try list(client)
        #expect(server.requests.map(\.connection) == [1, 2])
    }

    @Test func `is kept by no child`() throws {
        let server = try Self.keeping()
        let client = try client(server.url)
        try list(client)
        let inherited = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            .compactMap(Int32.init)
            .filter { Self.peer(of: $0) == server.port && fcntl($0, F_GETFD) & FD_CLOEXEC == 0 }
        #expect(inherited.isEmpty)
        try list(client)
    }

    /// The port at the other end of a socket.
    private static func peer(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                getpeername(descriptor, target, &length) == 0
            }
        }
        return isConnected ? UInt16(bigEndian: address.sin_port) : nil
    }

    @Test func `through a proxy is not kept`() throws {
        let server = try Self.keeping()
        let proxy = try LoopbackProxy()
        var settings = TransportSettings(
            proxy: try ProxyURL("http://127.0.0.1:\(proxy.port)"), timeoutSeconds: 60)
        let client = try client(server.url, settings: settings)
        for _ in 0..<2 { try list(client) }
        settings.proxyLogin = try ProxyLogin(secret("user:password"))
        let known = try APIClientTests.client(server.url, settings: settings)
        for _ in 0..<2 { try list(known) }
        #expect(server.requests.map(\.connection) == [1, 2, 3, 4])
    }
}

/// A server, or something before it, may end a connection whenever it likes.
@Suite struct `A connection that has ended` {
    /// Each answer has an id of its own, as OUTSCALE's have.
    static func listed(_ number: Int) -> Reply {
        .json(#"{"AccessKeys":[],"ResponseContext":{"RequestId":"r-\#(number)"}}"#)
    }

    /// How the second request on a connection ends, which the server had promised to take.
    @Test(arguments: [("closed", Reply.drop), ("reset", .reset)])
    func `while a read is under way fails no read`(name: String, end: Reply) throws {
        let server = try LoopbackServer { _, number in
            number == 1 ? end : .kept(Self.listed(number))
        }
        let client = try client(server.url)
        for _ in 0..<3 { #expect(try client.readAccessKeys(user: nil).isEmpty) }
        #expect(server.requests.map(\.connection) == [1, 1, 2, 2])
    }

    @Test(arguments: [("closed", Reply.drop), ("reset", .reset)])
    func `behind TLS fails no read`(name: String, end: Reply) throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try LoopbackServer { _, number in
            number == 1 ? end : .kept(Self.listed(number))
        }
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let client = try client(
            front.url, settings: TransportSettings(caFile: FilePath(authority.file)))
        for _ in 0..<3 { #expect(try client.readAccessKeys(user: nil).isEmpty) }
        #expect(server.requests.map(\.connection) == [1, 1, 2, 2])
    }

    @Test func `while it was idle fails no read`() throws {
        let server = try LoopbackServer { _, number in Self.listed(number) }
        let client = try client(server.url)
        for _ in 0..<3 { #expect(try client.readAccessKeys(user: nil).isEmpty) }
        #expect(Set(server.requests.map(\.connection)).count == 3)
    }

    @Test func `is an error where it was new`() throws {
        let server = try LoopbackServer(always: .drop)
        #expect(throws: APIError.self) { _ = try client(server.url).readAccessKeys(user: nil) }
        #expect(server.connections == 1)
    }

    @Test func `is no reason to send a change again`() throws {
        let server = try LoopbackServer { request, number in
            request.action == "ReadAccessKeys" ? .kept(Self.listed(number)) : .reset
        }
        let client = try client(server.url)
        #expect(try client.readAccessKeys(user: nil).isEmpty)
        #expect(throws: APIError.self) {
            _ = try client.createAccessKey(user: nil, expiresAt: nil, tag: nil)
        }
        #expect(server.requests.map(\.action) == ["ReadAccessKeys", "CreateAccessKey"])
    }
}

/// An answer is matched with its request by nothing but its place on the connection.
@Suite struct `An answer that belongs to no request` {
    private static let timeout = Reply.json("{}", status: 408)

    private static func keys(_ id: String) -> Reply {
        .json(
            "{\"AccessKeys\":[{\"AccessKeyId\":\"\(id)\"}],\"ResponseContext\":{\"RequestId\":\"r-\(id)\"}}"
        )
    }

    private static func bytes(_ reply: Reply) -> [UInt8] {
        if case .raw(let bytes) = reply { bytes } else { [] }
    }

    /// The keys that two reads show, and which connections carried them.
    private func read(
        _ script: @escaping @Sendable (Int) -> Reply
    ) throws -> (ids: [String], connections: [Int]) {
        let server = try LoopbackServer { _, number in .kept(script(number)) }
        let client = try client(server.url)
        let ids = try (0..<2).flatMap { _ in
            let ids = try client.readAccessKeys(user: nil).map(\.id)
            // What comes behind an answer is there before the next request.
            usleep(100_000)
            return ids
        }
        return (ids, server.requests.map(\.connection))
    }

    @Test(arguments: [keys("A"), timeout])
    func `is no other read's where it came before that was sent`(stray: Reply) throws {
        let (ids, connections) = try read { number in
            number == 0
                ? .raw(Self.bytes(Self.keys("A")) + Self.bytes(stray)) : Self.keys("B")
        }
        #expect(ids == ["A", "B"] && connections == [1, 2])
    }

    @Test(arguments: [keys("A"), timeout])
    func `is no other read's where it came after that was sent`(stray: Reply) throws {
        let (ids, connections) = try read { number in
            switch number {
            case 0: Self.keys("A")
            case 1: stray
            default: Self.keys("B")
            }
        }
        #expect(ids == ["A", "B"] && connections == [1, 1, 2])
    }

    @Test func `follows no refusal on its connection`() throws {
        let server = try LoopbackServer { _, number in
            .kept(number == 0 ? .json("{}", status: 403) : Self.keys("B"))
        }
        let client = try client(server.url)
        _ = try? client.readAccessKeys(user: nil)
        #expect(try client.readAccessKeys(user: nil).map(\.id) == ["B"])
        #expect(server.requests.map(\.connection) == [1, 2])
    }
}

@Suite struct `A TLS session` {
    /// What stunnel says of each handshake.
    private func handshakes(_ front: TLSFront) throws -> [Bool] {
        try String(contentsOfFile: front.log, encoding: .utf8).split(separator: "\n").compactMap {
            if $0.contains("new session negotiated") { return false }
            return $0.contains("previous session reused") ? true : nil
        }
    }

    private func settings(_ authority: CertificateAuthority) -> TransportSettings {
        TransportSettings(caFile: FilePath(authority.file), timeoutSeconds: 60)
    }

    @Test func `is used again by a change, on a connection of its own`() throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try `A connection`.keeping()
        let front = try TLSFront(
            certificate: "good", for: server, authority: authority, options: ["debug = 6"])
        let client = try client(front.url, settings: settings(authority))
        _ = try client.readAccessKeys(user: nil)
        _ = try client.createAccessKey(user: nil, expiresAt: nil, tag: nil)
        _ = try client.readAccessKeys(user: nil)
        #expect(server.requests.map(\.connection) == [1, 2, 1])
        #expect(try handshakes(front) == [false, true])
    }

    @Test func `is not used by a client of other settings`() throws {
        let authority = try CertificateAuthority.shared.get()
        let server = try `A connection`.keeping()
        let front = try TLSFront(
            certificate: "good", for: server, authority: authority, options: ["debug = 6"])
        let pool = CurlConnectionPool()
        var settings = settings(authority)
        for number in 0..<2 {
            settings.userAgent = "client-\(number)"
            _ = try client(front.url, transport: pool.transport(settings, for: "us"))
                .createAccessKey(user: nil, expiresAt: nil, tag: nil)
        }
        #expect(try handshakes(front) == [false, false])
    }
}

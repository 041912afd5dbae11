import Foundation
import Testing
import VaultTestSupport

@testable import PostgreSQL

@Suite struct `Over a network less than verify-full is refused before anything is sent` {
    private let port: FakePort

    init() throws { port = try FakePort() }

    private func refusal(_ url: String) throws -> String {
        let error = #expect(throws: DatabaseError.self) {
            try DatabaseConnection(to: address(url))
        }
        guard case .insecure(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return ""
        }
        return reason
    }

    @Test(arguments: ["", "disable", "allow", "prefer", "require", "verify-ca"])
    func `whichever it is in the address`(mode: String) throws {
        let words = mode.isEmpty ? "" : "?sslmode=\(mode)"
        let url = "postgresql://localhost:\(port.number)/vault\(words)"
        #expect(try refusal(url).contains("verify-full"))
        #expect(port.server.messages == [])
    }

    @Test func `if one host of several is there`() throws {
        let url = "postgresql:///vault?host=/tmp,localhost&port=\(port.number)"
        #expect(try refusal(url).contains("verify-full"))
        #expect(port.server.messages == [])
    }

    @Test func `if a number takes the place of the socket's folder`() throws {
        let url = "postgresql:///vault?host=/tmp&hostaddr=127.0.0.1&port=\(port.number)"
        #expect(try refusal(url).contains("verify-full"))
        #expect(port.server.messages == [])
    }

    @Test func `if ssl=true stands for require`() throws {
        let url = "postgresql://localhost:\(port.number)/vault?ssl=true"
        #expect(try refusal(url).contains("sslmode is require"))
    }

    @Test func `when the environment says so`() async throws {
        let url = "postgresql://localhost:\(port.number)/vault"
        await #expect(processExitsWith: .success) { [url = url as String] in
            setenv("PGSSLMODE", "require", 1)
            try expectInsecure(url, "sslmode is require")
        }
        await #expect(processExitsWith: .success) { [port = port.number as Int] in
            setenv("PGHOST", "localhost", 1)
            setenv("PGPORT", String(port), 1)
            try expectInsecure("postgresql:///vault", "sslmode is prefer")
        }
        #expect(port.server.messages == [])
    }

    @Test func `when a service file says so`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "service-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(
            "[weak]\nhost=localhost\nport=\(port.number)\nsslmode=verify-ca\n".utf8
        ).write(to: file)
        await #expect(processExitsWith: .success) { [file = file.path as String] in
            setenv("PGSERVICEFILE", file, 1)
            try expectInsecure("postgresql:///vault?service=weak", "sslmode is verify-ca")
        }
        #expect(port.server.messages == [])
    }

    @Test func `and so is an engine for the key, which is code`() throws {
        let words = "sslmode=verify-full&sslkey=/tmp/engine.so:key"
        let url = "postgresql://localhost:\(port.number)/vault?\(words)"
        #expect(try refusal(url).contains("engine"))
        #expect(port.server.messages == [])
    }
}

/// For processes of their own.
func expectInsecure(_ url: String, _ part: String) throws {
    let error = #expect(throws: DatabaseError.self) { try DatabaseConnection(to: address(url)) }
    guard case .insecure(let reason) = error, reason.contains(part) else {
        Issue.record("\(String(describing: error))")
        return
    }
}

@Suite struct `What libpq is given` {
    private func words(_ url: String) throws -> [String: String] {
        let plan = try ConnectionPlan(address(url))
        let target = try #require(plan.targets.first)
        return Dictionary(
            plan.words(for: target, sessionKind: plan.sessionKind), uniquingKeysWith: { $1 })
    }

    @Test func `asks for verify-full and no GSS even where the address says otherwise`() throws {
        let words = try words("postgresql:///vault?gssencmode=require&sslmode=disable")
        #expect(words["gssencmode"] == "disable")
        #expect(words["sslmode"] == "verify-full")
    }

    @Test func `is the address's own wherever that is better known`() throws {
        let words = try words("postgresql:///vault?tcp_user_timeout=5&target_session_attrs=primary")
        #expect(words["tcp_user_timeout"] == nil)
        #expect(words["target_session_attrs"] == "primary")
    }

    @Test(arguments: [
        "postgresql:///v?nonsense=1", "postgresql://[::1/",
        "postgresql://a,b:1,2,3/", "postgresql:///v?host=/a,&port=1",
        "postgresql:///v?service=none_such",
        "postgresql:///v?sslmode=full",
    ]) func `is nothing where it does not understand the address`(url: String) throws {
        let error = #expect(throws: DatabaseError.self) { try ConnectionPlan(address(url)) }
        guard case .malformed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

@Suite struct `A server that is not whom it should be` {
    @Test func `without TLS hears of no user and gets no password`() throws {
        // SSLRequest is answered with N: no TLS here.
        let port = try FakePort(Array("N".utf8))
        let url =
            "postgresql://alice@localhost:\(port.number)/v?sslmode=verify-full"
            + "&sslrootcert=\(try CertificateAuthority.shared.get().file)"
        let error = #expect(throws: DatabaseError.self) { try DatabaseConnection(to: address(url)) }
        guard case .untrusted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(port.server.messages == [[0, 0, 0, 8, 4, 210, 22, 47]])
    }

    @Test func `that says something before TLS is not listened to`() throws {
        let port = try FakePort(ServerMessage.error(severity: "FATAL", state: "28P01", "evil"))
        let url =
            "postgresql://alice@localhost:\(port.number)/v?sslmode=verify-full"
            + "&sslrootcert=\(try CertificateAuthority.shared.get().file)"
        #expect(throws: DatabaseError.self) { try DatabaseConnection(to: address(url)) }
        #expect(port.server.messages.flatMap { $0 } == [0, 0, 0, 8, 4, 210, 22, 47])
    }
}

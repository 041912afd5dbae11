import Foundation
import PostgreSQL
import Testing
import VaultTestSupport

@Suite(.needsServer) struct `Logging in by TLS` {
    private let database: PostgresDatabase
    private let authority: CertificateAuthority
    private let folder: URL

    init() throws {
        database = try freshDatabase()
        authority = try CertificateAuthority.shared.get()
        folder = FileManager.default.temporaryDirectory.appending(path: "login-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for user in ["client", "alice"] {
            _ = try? database.psql("CREATE ROLE \(user) LOGIN PASSWORD 'right'")
        }
    }

    private var trust: String { "sslrootcert=\(authority.file)" }

    private func url(_ words: String..., host: String = "localhost", user: String = "alice")
        -> String
    {
        database.url(
            host: host, user: user, words: (["sslmode=verify-full"] + words).joined(separator: "&"))
    }

    /// A password file, as a word of the address.
    private func passwordFile(_ password: String) throws -> String {
        let file = folder.appending(path: "pass-\(password.count)").path
        _ = FileManager.default.createFile(
            atPath: file, contents: Data("*:*:*:*:\(password)\n".utf8),
            attributes: [.posixPermissions: 0o600])
        return "passfile=\(file)"
    }

    private func user(_ url: String) throws -> String? {
        try DatabaseConnection(to: address(url)).run(
            DatabaseStatement(
                "SELECT user || ' ' || ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        ).text(0, 0)
    }

    private func failure(_ url: String) throws -> DatabaseError? {
        #expect(throws: DatabaseError.self) { try DatabaseConnection(to: address(url)) }
    }

    @Test func `works with a password file`() throws {
        #expect(try user(url(trust, passwordFile("right"))) == "alice true")
    }

    @Test func `works with libpq's variables in place of words`() async throws {
        let file = try passwordFile("right").dropFirst("passfile=".count)
        let url = "postgresql://alice@localhost:\(database.server.port)/\(database.name)"
        await #expect(processExitsWith: .success) {
            [url = url as String, file = String(file) as String, ca = authority.file as String] in
            setenv("PGSSLMODE", "verify-full", 1)
            setenv("PGSSLROOTCERT", ca, 1)
            setenv("PGPASSFILE", file, 1)
            let connection = try DatabaseConnection(to: address(url))
            #expect(connection.isOpen)
        }
    }

    @Test func `works with a certificate`() throws {
        let certificate =
            "sslcert=\(authority.path("client.pem"))&sslkey=\(authority.path("client.key"))"
        #expect(try user(url(trust, certificate, user: "client")) == "client true")
    }

    @Test func `with a wrong password is refused, and says nothing of it`() throws {
        let error = try failure(url(trust, passwordFile("wr0ng-one")))
        #expect(error == .loginRefused(reason: "password authentication failed for user \"alice\""))
    }

    @Test func `without a password is refused`() throws {
        guard case .loginRefused = try failure(url(trust, "passfile=/dev/null")) else {
            Issue.record("not refused")
            return
        }
    }

    @Test func `without a certificate that is asked for is refused`() throws {
        let error = try failure(url(trust, "passfile=/dev/null", user: "client"))
        guard case .loginRefused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `to a server of another authority's is not trusted`() throws {
        let error = try failure(
            url("sslrootcert=\(authority.path("other.pem"))", passwordFile("right")))
        guard case .untrusted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `to a server of another name is not trusted`() throws {
        let error = try failure(url(trust, passwordFile("right"), host: "127.0.0.1"))
        guard case .untrusted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `without any authority to trust is not done`() throws {
        let error = try failure(url("sslrootcert=/none/such.pem", passwordFile("right")))
        guard case .untrusted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `to a database that is not there is refused by its state`() throws {
        let error = try failure(
            url(trust, passwordFile("right")).replacing(database.name, with: "none_such"))
        #expect(
            error == .refused(state: "3D000", message: "database \"none_such\" does not exist"))
    }

    @Test func `to a database that one may not connect to is denied`() throws {
        try database.psql("REVOKE CONNECT ON DATABASE \(database.name) FROM public")
        #expect(try failure(url(trust, passwordFile("right"))) == .denied)
    }
}

@Suite(.needsServer) struct `Of several hosts` {
    @Test func `the next is tried where one does not listen`() throws {
        let database = try freshDatabase()
        let connection = try DatabaseConnection(
            to: address(two("/none/such", port: 1, then: database)))
        #expect(try connection.run(DatabaseStatement("SELECT 1")).count == 1)
    }

    @Test func `the next is tried where one says nothing`() throws {
        let database = try freshDatabase()
        var limits = DatabaseLimits()
        limits.connecting = .milliseconds(500)
        let silent = try FakeSocket()
        let connection = try DatabaseConnection(
            to: address(two(silent.folder, port: 5432, then: database)), limits: limits)
        #expect(connection.isOpen)
    }

    @Test func `one that can be written to is found`() throws {
        let database = try freshDatabase()
        try database.psql("ALTER DATABASE \(database.name) SET default_transaction_read_only = on")
        let url = two("/none/such", port: 1, then: database)
        #expect(try DatabaseConnection(to: address(url)).isOpen)
        let error = #expect(throws: DatabaseError.self) {
            try DatabaseConnection(to: address(url + "&target_session_attrs=read-write"))
        }
        guard case .unreachable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a standby is preferred, and anything taken if there is none`() throws {
        let url = two("/none/such", port: 1, then: try freshDatabase())
        let connection = try DatabaseConnection(
            to: address(url + "&target_session_attrs=prefer-standby"))
        #expect(connection.isOpen)
    }

    private func two(_ folder: String, port: Int, then database: PostgresDatabase) -> String {
        let server = database.server
        return "postgresql:///\(database.name)?user=postgres&host=\(folder),\(server.folder.path)"
            + "&port=\(port),\(server.port)"
    }
}

@Suite struct `A server that can't be reached` {
    @Test func `is told with its host`() throws {
        let url = "postgresql://localhost:1/v?sslmode=verify-full&sslrootcert=/dev/null"
        let error = #expect(throws: DatabaseError.self) { try DatabaseConnection(to: address(url)) }
        guard case .unreachable("localhost", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `because its name leads nowhere is told as that`() throws {
        let url = "postgresql://none.invalid/v?sslmode=verify-full"
        let error = #expect(throws: DatabaseError.self) { try DatabaseConnection(to: address(url)) }
        guard case .unreachable("none.invalid", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `and says nothing is given up in time`() throws {
        let silent = try FakeSocket()
        var limits = DatabaseLimits()
        limits.connecting = .milliseconds(200)
        #expect(throws: DatabaseError.unreachable(host: silent.folder, reason: "no answer in time"))
        {
            try DatabaseConnection(
                to: address(silent.url), limits: limits)
        }
    }
}

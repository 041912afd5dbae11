import Foundation
import PostgreSQL
import Testing
import VaultTestSupport

@Suite struct `What a server says while somebody logs in` {
    private func failure(_ answers: [UInt8]..., words: String = "") throws -> DatabaseError? {
        let socket = try FakeSocket(answers.flatMap { $0 })
        return #expect(throws: DatabaseError.self) {
            try DatabaseConnection(to: address(socket.url + words))
        }
    }

    @Test func `is understood in any language`() throws {
        let error = try failure(ServerMessage.error(severity: "ВАЖНО", state: "28P01", "нет"))
        #expect(error == .loginRefused(reason: "нет"))
    }

    @Test(arguments: ["57P03", "57P01", "53300", "08006"])
    func `is no refusal where it takes nobody in for the moment`(state: String) throws {
        let error = try failure(ServerMessage.error(severity: "FATAL", state: state, "not now"))
        guard case .unreachable(_, "not now") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `is one printable line`() throws {
        let error = try failure(
            ServerMessage.error(severity: "FATAL", state: "28000", "a\u{1B}[31mb\u{7}c\nHINT: d"))
        #expect(error == .loginRefused(reason: "a [31mb c"))
    }

    @Test func `is not repeated where it has the password in it`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "pass-\(UUID())").path
        _ = FileManager.default.createFile(
            atPath: file, contents: Data("*:*:*:*:s3cret-word\n".utf8),
            attributes: [.posixPermissions: 0o600])
        defer { try? FileManager.default.removeItem(atPath: file) }
        let socket = try FakeSocket(
            ServerMessage.cleartextPassword,
            ServerMessage.error(severity: "FATAL", state: "28P01", "not s3cret-word"))
        let error = #expect(throws: DatabaseError.self) {
            try DatabaseConnection(to: address(socket.url + "&passfile=\(file)"))
        }
        #expect(error.map { !"\($0)".contains("s3cret-word") } == true)
        #expect(
            socket.server.messages.last.map { String(decoding: $0, as: UTF8.self) }?.contains(
                "s3cret-word") == true)
    }

    @Test func `is not printed`() async throws {
        let result = await #expect(
            processExitsWith: .success,
            observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            let socket = try FakeSocket(
                ServerMessage.authenticationOK + ServerMessage.notice("evil-words")
                    + ServerMessage.ready)
            let connection = try DatabaseConnection(to: address(socket.url))
            #expect(connection.isOpen)
        }
        let said = (result?.standardErrorContent ?? []) + (result?.standardOutputContent ?? [])
        #expect(!String(decoding: said, as: UTF8.self).contains("evil-words"))
    }
}

@Suite(.needsServer) struct `What a server says later` {
    @Test func `is not printed`() async throws {
        let url = try freshDatabase().url()
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent]
        ) { [url = url as String] in
            try DatabaseConnection(to: address(url)).run(
                DatabaseStatement("DO $do$ BEGIN RAISE WARNING 'evil-words'; END $do$"))
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(!said.contains("evil-words"))
    }

    @Test func `can't end the process by hanging up`() async throws {
        let database = try freshDatabase()
        await #expect(processExitsWith: .success) { [url = database.url() as String] in
            signal(SIGPIPE, SIG_DFL)
            let connection = try DatabaseConnection(to: address(url))
            let other = try DatabaseConnection(to: address(url))
            try other.run(
                DatabaseStatement(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                ))
            let much = DatabaseValue.bytes([UInt8](repeating: 0, count: 8 << 20))
            #expect(throws: DatabaseError.connectionLost) {
                try connection.run(DatabaseStatement("SELECT $1::bytea", [much]))
            }
        }
    }
}

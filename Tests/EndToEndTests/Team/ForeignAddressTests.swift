import Foundation
import Testing
import VaultTestSupport

/// What is no team's vault of this member, each told as what it is.
@Suite("An address of something else", .serialized, .enabled(if: PostgresPrograms.exist))
struct ForeignAddressTests {
    private let eve: TeamMember

    init() throws { eve = try TeamMember("eve", at: "postgresql://localhost:1/vault") }

    private func expect(
        _ status: Int32, _ words: String, at address: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let code = "IQDRVQM5-Q5NIZRU4-WGD7GL6K-KTF54SZJ-7DESSCRJ-XPYGWSCJ-YO6TN7H2-LH6I3XI3"
        let other = try TeamMember("eve", at: address)
        for finished in [
            try eve.vault(["list"], environment: ["OSC_VAULT": address]),
            try eve.vault(["status"], environment: ["OSC_VAULT": address]),
            try other.join(with: code),
        ] {
            #expect(
                finished.status == status, "\(finished.errors)", sourceLocation: sourceLocation)
            #expect(
                finished.errors.contains(words), "\(finished.errors)",
                sourceLocation: sourceLocation)
            #expect(finished.errors.count { $0 == "\n" } == 1, sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "J\0\0\0\u{A}8.0.36\0", "-ERR unknown command\r\n",
    ])
    func `such as another program's port is a wrong setting`(greeting: String) throws {
        let listener = try LoopbackListener()
        listener.serve { connection in
            var byte: UInt8 = 0
            // Not before something has come: else the answer could be lost with the connection.
            guard recv(connection, &byte, 1, Int32(MSG_PEEK)) == 1 else { return }
            LoopbackSocket.send(Array(greeting.utf8), to: connection)
            while recv(connection, &byte, 1, 0) > 0 {}
        }
        try expect(
            78, "is no PostgreSQL server",
            at: "postgresql://127.0.0.1:\(listener.port)/vault?sslmode=verify-full")
    }

    @Test func `such as an empty database holds no vault`() throws {
        try expect(
            66, "holds no team's vault", at: PostgresServer.shared.get().newDatabase().url())
    }

    @Test func `such as a database that is not there is not found`() throws {
        let address = try PostgresServer.shared.get().newDatabase().url()
        try expect(
            66, "no such database",
            at: address.replacing("postgresql:///", with: "postgresql:///no_"))
    }

    @Test func `such as a database without any right is not permitted`() throws {
        let team = try TestTeam()
        let login = "nobody_\(team.database.name)"
        try team.database.psql("CREATE ROLE \(login) LOGIN")
        defer { _ = try? team.database.psql("DROP ROLE \(login)") }
        try expect(77, "'vault team grants'", at: team.database.url(user: login))
    }

    @Test func `such as a port that nobody listens at is unreachable`() throws {
        try expect(
            69, "can't be reached", at: "postgresql://127.0.0.1:1/vault?sslmode=verify-full")
    }

    @Test func `in capitals is an address all the same`() throws {
        let team = try TestTeam()
        let address = team.alice.url.replacing("postgresql://", with: "PostgreSQL://")
        let listed = try team.alice.vault(["list"], environment: ["OSC_VAULT": address])
        #expect(listed.status == 0, "\(listed.errors)")
        let failed = try eve.vault(["list"], environment: ["OSC_VAULT": address])
        #expect(failed.status == 77)
        #expect(failed.errors.contains("no member's file"))
    }

    @Test func `with a password in a wrong place is refused without it`() throws {
        for address in [
            "postgresql://eve:tr0/ub4dor@127.0.0.1:1/vault", "mysql://eve:tr0/ub4dor@db/vault",
        ] {
            let finished = try eve.home.bare(["team", "join", address, "--name", "eve"])
            #expect([64, 78].contains(finished.status), "\(finished.errors)")
            #expect(!finished.errors.contains("tr0"))
            #expect(!finished.errors.contains("ub4dor"))
        }
    }
}

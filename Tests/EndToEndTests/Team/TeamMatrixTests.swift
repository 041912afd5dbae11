import Foundation
import Testing
import VaultTestSupport

/// ``CommandMatrixTests`` over a real team's vault.
@Suite(
    "Every command on a team's vault, whatever is in its way", .serialized,
    .enabled(if: PostgresPrograms.exist))
struct TeamMatrixTests {
    /// One for all: each command fails before it changes anything, or only reads.
    nonisolated(unsafe) private static let shared = Result { try MatrixTeam() }
    private let team: MatrixTeam

    init() throws { team = try Self.shared.get() }

    private func expect(
        _ statuses: Set<Int32>, _ finished: Finished,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        MatrixSentence.expect(
            statuses, finished, without: MatrixTeam.secrets, sourceLocation: sourceLocation)
    }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.opens))
    func `says that the password is wrong`(command: MatrixCommand) throws {
        expect([77], try team.run(command, password: "wrong"))
    }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.opens))
    func `says that there is nobody to ask`(command: MatrixCommand) throws {
        expect([77], try team.run(command, password: nil))
    }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.opens))
    func `says that this machine is no member's`(command: MatrixCommand) throws {
        expect([77], try team.run(command, ["XDG_STATE_HOME": team.home.path("none")]))
    }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.names))
    func `says that it knows no such name`(command: MatrixCommand) throws {
        expect([66], try team.run(command, renaming: "hond"))
    }

    @Test(arguments: MatrixCommand.ofTeams.filter { $0.hasJSON && $0.opens })
    func `says it as an object too where JSON is asked for`(command: MatrixCommand) throws {
        let failed = try team.run(command, password: "wrong", ["-o", "json"])
        expect([77], failed)
        let object =
            try JSONSerialization.jsonObject(with: Data(failed.output.utf8)) as? [String: Any]
        #expect((object?["error"] as? [String: Any])?["code"] as? Int == 77)
    }

    @Test(arguments: MatrixCommand.ofTeams.filter { $0.hasJSON && $0.prints })
    func `prints one JSON document`(command: MatrixCommand) throws {
        let finished = try team.run(command, ["-o", "json"])
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(throws: Never.self) {
            try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
        }
    }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.prints), ["> /dev/full", ">&-"])
    func `is a failure where its result can't be written`(
        command: MatrixCommand, redirection: String
    ) throws {
        expect([74], try team.shell(command, redirection))
    }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.prints))
    func `is content where nobody reads on`(command: MatrixCommand) throws {
        let finished = try team.shell(command, "| true; exit ${PIPESTATUS[0]}")
        #expect(finished.status == 0 || command.words.contains("--mask"), "\(finished.errors)")
        #expect(finished.errors.isEmpty, "\(finished.errors)")
    }

    @Test func `is in this matrix, or wants no vault`() throws {
        for path in try DeclaredCommand.all(in: team.home).keys
        where ["member", "team"].contains(path[0]) {
            let name = path.joined(separator: " ")
            let isThere = MatrixCommand.ofTeams.contains { $0.words.starts(with: path) }
            #expect(isThere != MatrixCommand.withoutTeam.contains(name), "\(name)")
        }
    }
}

@Suite(
    "Every command on a team's vault without its server", .serialized,
    .enabled(if: PostgresPrograms.exist))
struct TeamMatrixAwayTests {
    nonisolated(unsafe) private static let shared = Result {
        let server = try PostgresServer()
        let team = try MatrixTeam(on: server)
        try server.end()
        return team
    }
    private let team: MatrixTeam

    init() throws { team = try Self.shared.get() }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.onlyLooks))
    func `answers from the copy, and says so once`(command: MatrixCommand) throws {
        let finished = try team.run(command)
        #expect(finished.status == 0, "\(finished.errors)")
        MatrixSentence.expectPlain(finished, without: MatrixTeam.secrets)
        let notes = finished.errors.split(separator: "\n")
        #expect(notes.count { $0.contains("This is this machine's copy") } == 1)
    }

    @Test(arguments: MatrixCommand.ofTeams.filter(\.handsOut))
    func `hands out what the copy has, and says how old it is`(command: MatrixCommand) throws {
        let finished = try team.run(command)
        #expect(finished.status == 0, "\(finished.errors)")
        let notes = finished.errors.split(separator: "\n")
        #expect(notes.count { $0.contains("This is this machine's copy") } == 1)
    }

    @Test(arguments: MatrixCommand.ofTeams.filter { !$0.onlyLooks && !$0.handsOut && $0.opens })
    func `changes nothing and says why`(command: MatrixCommand) throws {
        let finished = try team.run(command)
        MatrixSentence.expect([69], finished, without: MatrixTeam.secrets)
        #expect(finished.output.isEmpty)
    }
}

/// Alice's team, whose one key was put in by hand, and bob, who has asked to join.
final class MatrixTeam {
    private static let secret = String(repeating: "H4ND", count: 10)
    static let secrets = [secret, Workspace.password, "the member's password of alice"]

    private let alice: TeamMember
    var home: Workspace { alice.home }

    init(on server: PostgresServer? = nil) throws {
        let database = try (server ?? PostgresServer.shared.get()).newDatabase()
        alice = try TeamMember("alice", at: database.url())
        try home.prepareWithKeyByHand()
        try home.write("not this one", to: "wrong")
        try home.write(
            #"{"a": {"access_key": "AKIMPORT000000000000", "secret_key": "\#(Self.secret)"}}"#,
            to: "keys.json")
        let made = try home.bare(
            ["team", "create", alice.url, "--name", "alice", "--no-recovery"]
                + ["--password-file", home.path("password")]
                + ["--new-password-file", alice.passwordFile] + TeamMember.cheap)
        #expect(made.status == 0, "\(made.errors)")
        let bob = try TeamMember("bob", at: alice.url)
        #expect(try bob.join(with: alice.invite("bob", as: "reader")).status == 0)
    }

    /// - Parameter password: the file that it stands in; `nil` for none.
    func run(
        _ command: MatrixCommand, password: String? = "member-password", _ options: [String] = [],
        renaming name: String? = nil, _ variables: [String: String] = [:]
    ) throws -> Finished {
        let opening = password.map { ["--password-file", home.path($0)] } ?? []
        return try home.bare(
            command.line(opening + options, renaming: name, in: home),
            environment: ["OSC_VAULT": alice.url].merging(variables) { $1 })
    }

    func run(_ command: MatrixCommand, _ variables: [String: String]) throws -> Finished {
        try run(command, [], variables)
    }

    func shell(_ command: MatrixCommand, _ redirection: String) throws -> Finished {
        let words =
            [BuiltProducts.vault]
            + command.line(["--password-file", alice.passwordFile], in: home)
        return try Child(
            "bash", ["-c", "\(words.joined(separator: " ")) \(redirection)"],
            environment: home.environment.merging(["OSC_VAULT": alice.url]) { $1 }
        ).finish()
    }
}

import Foundation
import Testing
import VaultTestSupport

/// ``ResidueTests`` for a team's vault: the member's private halves and the team's key beside everything else.
@Suite(
    "The memory of a team's command at its end", .serialized,
    .enabled(if: geteuid() == 0 && PostgresPrograms.exist, "it takes root and a server"))
struct TeamResidueTests {
    private let team: TestTeam
    private let canaries: TeamCanaries

    init() throws {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        // Random, so that its pieces are nowhere else.
        let password = String((0..<28).compactMap { _ in letters.randomElement() })
        team = try TestTeam(
            in: PostgresServer.shared.get().newDatabase(), password: password)
        canaries = TeamCanaries(of: team, password: password)
    }

    private static let commands: [[String]] = [
        ["list"], ["list", "-o", "json"], ["show", "admin", "--reveal"],
        ["env", "admin", "--format", "json"], ["exec", "admin", "--mask", "--", "true"],
        ["create-key", "--user", "alice"], ["rotate", "alice"], ["tag", "alice", "text"],
        ["log"], ["verify"], ["status"], ["backup", "HOME/backup"], ["team", "head"],
        ["member", "list"], ["doctor", "--offline"],
    ]
    /// They ask for the password whether or not there is an agent.
    private static let ofAdmins: [[String]] = [
        ["member", "invite", "carol", "--role", "writer", "--code-file", "HOME/code-for-carol"],
        ["member", "cancel", "carol"], ["member", "admit", "bob"],
        ["member", "role", "bob", "writer"],
        ["member", "remove", "bob", "-y"], ["list"],
    ]

    private func run(_ words: [String], byPassword: Bool) throws -> StoppedAtExit {
        let home = team.alice.home
        var words =
            [BuiltProducts.vault] + words.map { $0.replacing("HOME", with: home.root.path) }
        if byPassword {
            let place = words.firstIndex(of: "--") ?? words.endIndex
            words.insert(contentsOf: ["--password-file", team.alice.passwordFile], at: place)
        }
        return try StoppedAtExit(
            words, environment: home.environment.merging(["OSC_VAULT": team.alice.url]) { $1 },
            file: team.alice.passwordFile, in: home.root)
    }

    /// - Parameter former: what a command may have put in another's place.
    private func expectNothing(
        after words: [String], in ended: StoppedAtExit, beside former: [[UInt8]] = []
    ) throws {
        #expect(ended.status == 0, "\(words): \(ended.output)")
        let all = try Fragments(of: canaries.all() + former)
        #expect(ended.memory.count(all) == 0, "\(words): \(ended.memory.places(of: all))")
    }

    @Test(arguments: [false, true])
    func `has no eight bytes of a secret, a password or a key`(byAgent: Bool) throws {
        if byAgent {
            try expectNothing(after: ["unlock"], in: run(["unlock"], byPassword: true))
        }
        for words in Self.commands {
            try expectNothing(after: words, in: run(words, byPassword: !byAgent))
        }
        // Of a file the agent knows nothing.
        let words = ["verify", "HOME/backup"]
        try expectNothing(after: words, in: run(words, byPassword: true))
    }

    @Test func `has none of an invitation's code or of the key before and after a removal`() throws
    {
        let bob = try TeamMember("bob", at: team.alice.url)
        let joined = try bob.join(with: team.alice.invite("bob", as: "reader"))
        #expect(joined.status == 0, "\(joined.errors)")
        for words in Self.ofAdmins {
            let former = try canaries.all()
            try expectNothing(after: words, in: run(words, byPassword: true), beside: former)
        }
    }

    @Test func `is read so that a secret in it would be found`() throws {
        let held = try StoppedAtExit(
            ["/bin/sh", "-c", "x=$(cat <&3); exit 0"], environment: team.alice.home.environment,
            file: team.alice.passwordFile, in: team.alice.home.root)
        #expect(try held.memory.count(Fragments(of: canaries.all())) > 0)
    }
}

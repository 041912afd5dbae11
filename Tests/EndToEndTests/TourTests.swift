import Foundation
import Testing
import VaultTestSupport

/// Every command once, with every program's arguments on record.
@Suite("A tour of all commands", .serialized)
struct TourTests {
    private static let tour: [[String]] = [
        ["create-key", "--user", "alice", "--expires", "9d", "--tag", "mine"],
        ["list"], ["list", "-o", "json"], ["list", "-o", "csv"], ["show", "alice"],
        ["show", "alice", "-o", "json"], ["status"], ["users"], ["profile", "list"],
        ["profile", "show", "test"], ["exec", "alice", "--aws", "--", "true"],
        ["exec", "alice", "--config-pipe", "--", "true"], ["shell", "alice"],
        ["exec", "alice", "--mask", "--", "env"], ["lease", "list"],
        ["exec", "alice", "--ephemeral", "1h", "--mask", "--", "env"],
        ["disable", "alice"], ["enable", "alice"], ["expire", "alice", "20d"],
        ["tag", "alice", "other"], ["rotate", "alice", "--grace", "0"], ["reconcile"],
        ["reconcile", "--fix", "-o", "json"], ["rotate", "admin", "--grace", "0"],
        ["create-key", "--user", "alice", "--name", "second"], ["forget", "second", "-y"],
        ["delete-key", "alice", "-y"], ["recover"], ["log"], ["log", "-o", "json"],
        ["list", "--calendar"], ["list", "-o", "ics"], ["list", "-o", "prometheus"],
        ["list", "-o", "yaml", "--columns", "name,tag"], ["doctor"], ["doctor", "-o", "json"],
        ["verify"], ["verify", "-o", "json"], ["slot", "list"], ["slot", "list", "-o", "csv"],
        ["backup", "BACKUP"], ["verify", "BACKUP"],
        [
            "salvage", "BACKUP", "--to", "SALVAGED", "--no-recovery", "--new-password-file",
            "PASSWORD",
        ],
        ["passwd", "--new-password-file", "PASSWORD", "--kdf-memory", "64MiB"], ["rekey"],
    ]

    private static let bad: [[String]] = [
        ["show", "nobody"], ["create-key", "--user", "nobody"], ["list", "--bogus"],
        ["create-key", "--user", "alice", "--name", "admin"],
    ]

    @Test func `shows no secret and no password, and hands none to a program's arguments`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
        var secrets = Set(try simulator.keys().map(\.secretKey))
        for words in Self.tour {
            let status = try traced(words, home)
            #expect(status == 0, "\(words)")
            secrets.formUnion(try simulator.keys().map(\.secretKey))
        }
        for words in Self.bad { #expect(try traced(words, home) != 0, "\(words)") }
        #expect(secrets.count >= 5)
        home.expectNoTrace(of: secrets + [Workspace.password, Workspace.loginPassword])
        try home.expectSealed(
            ["alice", "admin", "other", "root@example.com", "vlt1-"]
                + simulator.keys().map(\.accessKeyId))
    }

    @Test func `leaves no command out`() throws {
        let help = try Workspace().bare(["--help"]).output
        let listed =
            help.components(separatedBy: "SUBCOMMANDS:").last?
            .components(separatedBy: "See 'vault help").first ?? ""
        let commands = listed.matches(of: #/(?m)^  ([a-z-]+) /#).map { String($0.1) }
        // Made before the tour, tested where their output goes, living longer than a tour, or at work on files of their own; on a
        // team's server, where TeamLifeTests look for traces.
        let elsewhere: Set = [
            "init", "add", "env", "completion", "agent", "unlock", "lock", "import", "restore",
            "team", "member",
        ]
        let toured = Set(Self.tour.compactMap(\.first))
        #expect(commands.count > 15)
        #expect(Set(commands).subtracting(toured).subtracting(elsewhere).isEmpty)
    }

    /// Runs a command under strace, whose record of `execve` stays in the home and is scanned with it.
    private func traced(_ words: [String], _ home: Workspace) throws -> Int32 {
        let place = words.firstIndex(of: "--") ?? words.endIndex
        let files = [
            "PASSWORD": "password", "BACKUP": "data/backup.db",
            "SALVAGED": "data/salvaged/vault.db",
        ]
        var all = words.map { word in files[word].map(home.path) ?? word }
        all.insert(contentsOf: ["--password-file", home.path("password")], at: place)
        let trace = home.path("argv-\(UUID())")
        let finished = try Child(
            "strace",
            ["-f", "-qq", "-s", "100000", "-e", "trace=execve", "-o", trace, BuiltProducts.vault]
                + all, environment: home.environment
        ).finish()
        home.keep(finished)
        #expect(try String(contentsOfFile: trace, encoding: .utf8).contains("execve("))
        return finished.status
    }
}

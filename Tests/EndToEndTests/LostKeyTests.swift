import Foundation
import Testing
import VaultTestSupport

@Suite("A key whose secret was lost", .serialized)
struct LostKeyTests {
    private let simulator: Simulator

    init() throws { simulator = try Simulator() }

    private func newHome() throws -> Workspace {
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        return home
    }

    /// A creation for alice that OUTSCALE carries out, whose answer is lost and whose key is not found.
    ///
    /// - Parameter reading: the list that fails and all that follow: the first one after the request.
    private func loseKey(of home: Workspace, reading: Int = 2) throws -> Simulator.Key {
        let before = Set(try simulator.living(of: "alice").map(\.accessKeyId))
        try simulator.control(
            "faults",
            """
            {"faults":[{"action":"CreateAccessKey","kind":"dropAfterCommit"},\
            {"action":"ReadAccessKeys","kind":"html502","nth":\(reading),"every":true}]}
            """)
        home.expect(
            75, "not settled", try home.vault("create-key", "--user", "alice", "--name", "lost"))
        try simulator.control("faults", "{\"faults\":[]}")
        return try #require(
            simulator.living(of: "alice").first { !before.contains($0.accessKeyId) })
    }

    private func recover(_ home: Workspace, typing answer: String) throws -> (Int32, String) {
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["recover", "--password-file", home.path("password")],
            environment: home.environment, answers: [("type its id to delete it", answer)])
        return (status, terminal.screen)
    }

    @Test func `and its tag too is deleted only when a person types its id`() throws {
        let home = try newHome()
        let other = try home.succeed("create-key", "--user", "alice", "--name", "other")
        #expect(other.status == 0)
        let lost = try loseKey(of: home)
        try simulator.control(
            "keys", "{\"do\":\"update\",\"accessKeyId\":\"\(lost.accessKeyId)\",\"tag\":null}")
        let held = try home.listed("other").accessKeyId
        // Nothing, a part of it, something else, and a key that is really there but no candidate.
        for wrong in ["", String(lost.accessKeyId.dropLast()), "yes", held] {
            let (status, screen) = try recover(home, typing: wrong)
            #expect(status == 75, "\(screen)")
            #expect(screen.contains(lost.accessKeyId))
            #expect(
                Set(try simulator.living(of: "alice").map(\.accessKeyId))
                    == [lost.accessKeyId, held], "typed '\(wrong)'")
        }
        let (status, screen) = try recover(home, typing: lost.accessKeyId)
        #expect(status == 0, "\(screen)")
        #expect(try simulator.living(of: "alice").map(\.accessKeyId) == [held])
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
    }

    /// A lost key of which another administrator has taken the tag, a day later.
    private func loseUntagged(of home: Workspace, reading: Int = 2) throws -> Simulator.Key {
        let lost = try loseKey(of: home, reading: reading)
        try simulator.control(
            "keys", "{\"do\":\"update\",\"accessKeyId\":\"\(lost.accessKeyId)\",\"tag\":\"theirs\"}"
        )
        return lost
    }

    private func recover(_ home: Workspace, _ words: String...) throws -> Finished {
        try home.bare(
            ["recover", "--password-file", home.path("password")] + words,
            environment: ["OSC_VAULT_QUARANTINE": "0"])
    }

    @Test func `and its tag too stays in the journal when no key can appear any more`() throws {
        let home = try newHome()
        let lost = try loseUntagged(of: home)
        for _ in 1...2 {
            let finished = try recover(home)
            home.expect(75, "still open", finished)
            #expect(finished.output.contains(lost.accessKeyId))
            #expect(finished.output.contains("vault recover --dismiss \(lost.accessKeyId)"))
        }
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["recover", "--password-file", home.path("password")],
            environment: home.environment.merging(["OSC_VAULT_QUARANTINE": "0"]) { $1 },
            answers: [("'none' if you know", lost.accessKeyId)])
        #expect(status == 0, "\(terminal.screen)")
        #expect(terminal.screen.contains("was deleted"))
        #expect(try simulator.living(of: "alice").isEmpty)
    }

    @Test func `is nobody's when the key that may be it is said to be another's`() throws {
        let home = try newHome()
        let lost = try loseUntagged(of: home).accessKeyId
        let early = try home.vault("recover", "--dismiss", lost)
        home.expect(66, "no creation waits for a decision about '\(lost)'", early)
        home.expect(66, "about 'AKOTHER'", try recover(home, "--dismiss", "AKOTHER"))
        #expect(try recover(home, "--dismiss", lost).output.contains("\(lost) was not touched"))
        #expect(try simulator.living(of: "alice").map(\.accessKeyId) == [lost])
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
        #expect(try home.succeed("log", "-o", "csv").output.contains("dismissed,lost,\(lost)"))
    }

    @Test func `is not settled by what is said of another key of its name`() throws {
        let home = try newHome()
        let first = try loseUntagged(of: home).accessKeyId
        #expect(try recover(home).status == 75)
        // What is open is looked for by three lists before.
        let second = try loseUntagged(of: home, reading: 5).accessKeyId
        home.expect(75, "still open", try recover(home, "--dismiss", first))
        let output = try recover(home, "--dismiss", first, "--dismiss", second).output
        #expect(output.contains("\(second)"))
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
    }

    @Test func `is asked about once where two creations may have made it`() throws {
        let home = try newHome()
        try simulator.control(
            "faults",
            """
            {"faults":[{"action":"CreateAccessKey","kind":"dropBeforeCommit"}]}
            """)
        home.expect(
            75, "not settled", try home.vault("create-key", "--user", "alice", "--name", "other"))
        let lost = try loseUntagged(of: home, reading: 5).accessKeyId
        let terminal = try TypedTerminal()
        var questions: [String] = []
        let status = try terminal.run(
            BuiltProducts.vault, ["recover", "--password-file", home.path("password")],
            environment: home.environment, questionsEnding: "leave it open: "
        ) {
            questions.append($0)
            return lost
        }
        #expect(questions.count == 1, "\(terminal.screen)")
        #expect(status == 75)
        #expect(try simulator.living(of: "alice").isEmpty)
        #expect(terminal.screen.contains("None has its tag so far"), "\(terminal.screen)")
    }

    @Test func `is told by its tag from another machine's of the same user`() throws {
        let (first, second) = (try newHome(), try newHome())
        try first.succeed("create-key", "--user", "alice", "--name", "kept")
        let kept = try first.listed("kept").accessKeyId
        let (mine, theirs) = (try loseKey(of: first), try loseKey(of: second))
        #expect(mine.tag != theirs.tag)

        #expect(try second.succeed("recover").output.contains(theirs.accessKeyId))
        #expect(
            Set(try simulator.living(of: "alice").map(\.accessKeyId)) == [kept, mine.accessKeyId])
        #expect(try second.succeed("recover").output.contains("Nothing was open"))

        #expect(try first.succeed("recover").output.contains(mine.accessKeyId))
        #expect(try simulator.living(of: "alice").map(\.accessKeyId) == [kept])
        #expect(try first.secret(of: "kept") == simulator.key(kept).secretKey)
    }
}

import ArgumentParser
import Foundation
import Vault
import VaultTestSupport

/// Feeds the judge of sentences with false ones: a judge that can't be told a lie says nothing by its silence.
struct JudgeTheJudge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "false-sentences", abstract: "Feed the judge of sentences with false ones.")

    @Option(help: "The program's sources, in which each claim's words must stand.")
    var sources: String?

    func run() throws {
        var tally = Tally("false-sentences")
        let world = try FalseWorld()
        let said = try sources.map(Self.texts)
        for claim in try SentenceJudge.claims() {
            let untrue = world.moments.flatMap { moment in
                world.lies(claim.example).flatMap { claim.judge($0, moment).untrue }
            }
            let isSaid = said.map(claim.isSaid) ?? true
            tally.count(
                claim.example, repeating: [],
                (untrue.isEmpty ? ["it was believed"] : [])
                    + (isSaid ? [] : ["nobody says '\(claim.fixedWords)'"]))
        }
        let broken = try world.moments.flatMap { moment in
            try NeverMade.said(in: "No key was created.", moment)
                .flatMap { $0.broken(by: moment.after.cloud) }
        }
        tally.count("a later key", repeating: [], broken.isEmpty ? ["it was not seen"] : [])
        try tally.finish(", each of which was noticed")
    }
}

extension JudgeTheJudge {
    /// All sources, with the strings that go on in another line made whole.
    private static func texts(of folder: String) throws -> String {
        let root = URL(filePath: folder)
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var all = ""
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            all += try String(contentsOf: file, encoding: .utf8)
        }
        return all.replacing(/"\s*\+ "/, with: "")
    }
}

/// Moments at which no sentence of the program's is true of one key or the other.
private struct FalseWorld {
    /// One at which nothing had been open, and one at which a creation and a deletion were.
    let moments: [Moment]
    /// A key that is there, ACTIVE, without an end, and not in the vault; and an id that no key has.
    private let ids: [String]

    init() throws {
        let stage = try Stage()
        let user = try stage.newUser()
        try Self.run(stage, ["create-key", "--user", user, "--name", "ci.old"])
        try Self.run(stage, ["create-key", "--user", user, "--name", "cx"])
        let before = try stage.snapshot()
        try Self.run(stage, ["create-key", "--user", user, "--name", "ci"])
        let held = try stage.vault().contents.keys()
        guard let lost = held.first(where: { $0.name.description == "ci" })?.accessKeyID,
            let admin = held.first(where: { $0.user == nil })?.accessKeyID
        else { throw Stage.Failed(["create-key"], "there is no such key") }
        ids = [lost, String(repeating: "B", count: 20)]
        // As if its secret had been lost, and somebody had changed another.
        for name in ["ci", "cx"] { try Self.run(stage, ["forget", name, "--yes"]) }
        try stage.simulator.control(
            "keys", "{\"do\":\"update\",\"accessKeyId\":\"\(admin)\",\"tag\":\"changed\"}")
        try stage.setFaults(
            #"{"action":"CreateAccessKey","kind":"status503","commit":true}"#)
        _ = try stage.run(["create-key", "--user", user, "--name", "slow"])
        moments = [
            Self.moment(before, try stage.snapshot()), try Self.openMoment(on: stage, user),
        ]
    }

    /// The creation of `ci` and the deletion of `cd` were open before it; both have left a living key.
    private static func openMoment(on stage: Stage, _ user: String) throws -> Moment {
        try stage.setFaults()
        try run(stage, ["create-key", "--user", user, "--name", "cd"])
        try stage.setFaults(
            #"{"action":"DeleteAccessKey","kind":"dropBeforeCommit","every":true}"#)
        _ = try stage.run(["delete-key", "cd", "--yes"])
        try stage.setFaults(
            """
            {"action":"DeleteAccessKey","kind":"dropBeforeCommit","every":true},\
            {"action":"CreateAccessKey","kind":"dropAfterCommit"}
            """)
        _ = try stage.run(["create-key", "--user", user, "--name", "ci"])
        return moment(try stage.snapshot(), try stage.snapshot())
    }

    private static func moment(_ before: Snapshot, _ after: Snapshot) -> Moment {
        Moment(command: ["disable"], before: before, after: after, touched: [], others: [])
    }

    private static func run(_ stage: Stage, _ words: [String]) throws {
        let finished = try stage.run(words)
        guard finished.status == 0 else { throw Stage.Failed(words, finished.errors) }
    }

    /// What is said of any key, of one that is there and of one that is not.
    func lies(_ example: String) -> [String] {
        ids.map { example.replacing(Claim.exampleID, with: $0) }
    }
}

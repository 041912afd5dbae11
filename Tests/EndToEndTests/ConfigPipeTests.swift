import Foundation
import Testing
import VaultTestSupport

/// What vault does beside handing a configuration over.
enum PipeWay: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case becomingTheCommand, masking, leasing, maskingAndLeasing

    var testDescription: String { rawValue }
    var isMasked: Bool { [.masking, .maskingAndLeasing].contains(self) }
    var isLeased: Bool { [.leasing, .maskingAndLeasing].contains(self) }
    var words: [String] {
        (isMasked ? ["--mask"] : []) + (isLeased ? ["--ephemeral", "1h"] : [])
    }
}

@Suite("A configuration through a pipe", .serialized)
struct ConfigPipeTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
    }

    private func words(_ way: PipeWay, _ command: [String]) -> [String] {
        ["exec", "admin", "--config-pipe", "--password-file", home.path("password")] + way.words
            + ["--"] + command
    }

    private func run(_ way: PipeWay, _ command: String...) throws -> Finished {
        let finished = try Child(
            BuiltProducts.vault, words(way, command), environment: home.environment
        ).finish()
        #expect(finished.status == 0, "\(finished.errors)")
        return finished
    }

    /// The key that a command with such an id in its configuration had.
    private func requireKey(of output: Substring?) throws -> Simulator.Key {
        try simulator.key(String(try #require(output)))
    }

    private func expectNothingLeft() throws {
        #expect(try simulator.living(of: nil).count == 1)
        #expect(try home.listed().map(\.name) == ["admin"])
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
    }

    @Test(arguments: PipeWay.allCases)
    func `is read once, has the key that works, and stands in no variable`(way: PipeWay) throws {
        let reader = """
            import json, os, sys
            profile = json.load(open(sys.argv[1]))["default"]
            secret = profile.pop("secret_key")
            print(profile["access_key"], profile["region"], profile["endpoint"], len(profile))
            # No mask knows it backwards.
            print(secret[::-1])
            print(secret)
            print(open(sys.argv[1]).read() == "")
            print([name for name, value in os.environ.items() if secret in value or profile["access_key"] in value])
            """
        let lines = try run(way, "python3", "-c", reader, "{}").output.split(separator: "\n")
        try #require(lines.count == 5)
        let facts = lines[0].split(separator: " ")
        let key = try requireKey(of: facts.first)
        #expect(facts.dropFirst() == ["eu-west-2", Substring(simulator.origin), "3"])
        #expect(lines[1] == String(key.secretKey.reversed()))
        #expect(lines[2] == (way.isMasked ? "[masked]" : key.secretKey))
        #expect(lines[3...] == ["True", "[]"])
        #expect(key.deleted == way.isLeased)
        try expectNothingLeft()
    }

    @Test(arguments: PipeWay.allCases)
    func `is osc-cli's option where no word stands for it`(way: PipeWay) throws {
        let lines = try run(way, "sh", "-c", "echo \"$1\"; cat \"$2\"", "sh").output
            .split(separator: "\n")
        #expect(lines.first == "--config_path")
        let content = try #require(lines.last)
        let object = try JSONSerialization.jsonObject(with: Data(content.utf8))
        let profile = try #require((object as? [String: [String: String]])?["default"])
        let key = try requireKey(of: profile["access_key"].map { $0[...] })
        #expect(profile["secret_key"] == (way.isMasked ? "[masked]" : key.secretKey))
    }

    @Test(arguments: PipeWay.allCases)
    func `is the command's alone, read or not`(way: PipeWay) throws {
        // Once the command has given up its end, a writer finds that nobody could read.
        let closer = """
            import os, sys, time
            writer = os.open(sys.argv[1], os.O_WRONLY)
            os.close(int(sys.argv[1].rsplit("/", 1)[1]))
            for _ in range(12000):
                try: os.write(writer, b"x")
                except BrokenPipeError: sys.exit(print("nobody"))
                time.sleep(0.01)
            print("somebody")
            """
        #expect(try run(way, "python3", "-c", closer, "{}").output == "nobody\n")
        try expectNothingLeft()
    }

    @Test func `brings the command no other descriptor with it`() throws {
        let counter = "import os, sys; print(len(os.listdir('/proc/self/fd')))"
        var counts: [String] = []
        // Tests beside this one open and close descriptors that every way inherits.
        for _ in 0..<10 where Set(counts).count != 1 {
            counts = try PipeWay.allCases.map {
                try run($0, "python3", "-c", counter, "{}").output
            }
        }
        #expect(Set(counts).count == 1, "\(counts)")
    }

    @Test func `shows a masked secret in no escape of its notation`() throws {
        let secret = "quo\"te back\\slash line\nend é"
        try Data(secret.utf8).write(to: URL(filePath: home.path("odd")))
        let added = try Child(
            BuiltProducts.vault,
            [
                "add", "odd", "--no-verify", "--access-key-id", "ABCDEFGH12345678", "--secret-fd",
                "5", "--password-file", home.path("password"),
            ], environment: home.environment, files: [5: home.path("odd")]
        ).finish()
        #expect(added.status == 0, "\(added.errors)")
        let finished = try home.vault(
            "exec", "odd", "--config-pipe", "--mask", "--", "sh", "-c",
            "tee \"$HOME/copy\" < \"$1\"", "sh", "{}")
        #expect(finished.output.contains("\"secret_key\":\"[masked]\""))
        let copy = try #require(FileManager.default.contents(atPath: home.path("copy")))
        let object = try JSONSerialization.jsonObject(with: copy) as? [String: [String: String]]
        #expect(object?["default"]?["secret_key"] == secret)
    }

    @Test func `is masked on a terminal too`() throws {
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, words(.masking, ["cat", "{}"]), environment: home.environment,
            answers: [])
        #expect(status == 0)
        #expect(terminal.shown.contains("\"secret_key\":\"[masked]\""))
        let secret = try simulator.keys()[0].secretKey
        #expect(!terminal.shown.contains(secret))
    }

    @Test(arguments: [PipeWay.leasing, .maskingAndLeasing])
    func `leaves nothing where the command can't be started`(way: PipeWay) throws {
        try home.write("#!/no/such/interpreter\n", to: "broken")
        chmod(home.path("broken"), 0o700)
        let refused = try home.bare(words(way, [home.path("broken")]))
        home.expect(126, "can't be run", refused)
        try expectNothingLeft()
        home.expectNoTrace(of: try simulator.keys().map(\.secretKey))
    }
}

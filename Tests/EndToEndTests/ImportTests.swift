import Foundation
import Testing
import VaultTestSupport

/// From a configuration in plain text to a key that only the vault has.
@Suite("Import of keys in plain text")
struct ImportTests {
    private let simulator: Simulator
    private let home: Workspace
    private let secrets: [String: String]
    private let ids: [String: String]

    /// A home as osc-cli leaves it, and a vault that knows nothing of it.
    init() throws {
        simulator = try Simulator()
        let donor = try Workspace()
        try donor.prepareWithKey(for: simulator)
        try donor.succeed("create-key", "--user", "alice", "--expires", "90d")
        secrets = ["admin": try donor.secret(of: "admin"), "alice": try donor.secret(of: "alice")]
        ids = [
            "admin": try donor.listed("admin").accessKeyId,
            "alice": try donor.listed("alice").accessKeyId,
        ]
        home = try Workspace()
        try home.prepare(for: nil)
        try FileManager.default.createDirectory(
            atPath: home.path(".osc"), withIntermediateDirectories: true)
        try home.write(configuration, to: ".osc/config.json")
        try home.write(configuration, to: ".osc/config.json.saved")
    }

    private var configuration: String {
        """
        {"default": {"access_key": "\(ids["admin", default: ""])", "secret_key": "\(secrets["admin", default: ""])",
                     "region": "eu-west-2", "endpoints": {"api": "\(simulator.origin)/api/v1"}},
         "alice": {"access_key": "\(ids["alice", default: ""])", "secret_key": "\(secrets["alice", default: ""])",
                   "region_name": "eu-west-2", "endpoint": "\(simulator.origin)"},
         "gone": {"access_key": "AKGONE00000000000000", "secret_key": "SECRET-OF-NOBODY", "region": "eu-west-2",
                  "endpoints": {"api": "\(simulator.origin)"}}}
        """
    }

    private func importAll(_ more: String...) throws -> Finished {
        try home.vault(["import", "--allow-insecure-loopback"] + more)
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: home.path(name)), encoding: .utf8)
    }

    private func states(_ finished: Finished) throws -> [String: [String]] {
        struct Report: Decodable {
            struct Row: Decodable {
                let there: String
                let state: String
            }
            let imports: [Row]
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(finished.output.utf8))
        return Dictionary(grouping: report.imports, by: \.there).mapValues { $0.map(\.state) }
    }

    @Test func `shows what it would do, and does nothing`() throws {
        let shown = try importAll("--dry-run")
        #expect(shown.status == 0)
        #expect(shown.output.contains("stored as 'alice', profile 'alice' in eu-west-2"))
        #expect(try home.listed().isEmpty)
        #expect(try text(".osc/config.json") == configuration)
    }

    @Test func `stores each key once, says which one OUTSCALE refuses, and leaves the files`()
        throws
    {
        let imported = try importAll("-y", "-o", "json")
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(
            try states(imported) == [
                "default": ["imported", "repeated"], "alice": ["imported", "repeated"],
                "gone": ["unverified", "repeated"],
            ])
        #expect(try home.secret(of: "alice") == secrets["alice"])
        #expect(try text(".osc/config.json") == configuration)
        #expect(
            try states(importAll("-y", "-o", "json")).values.allSatisfy { $0 == ["held", "held"] })
    }

    @Test func `goes on where it was stopped: rotates, and takes the secrets out`() throws {
        #expect(try importAll("-y").status == 0)
        let finished = try importAll("-y", "--rotate", "--scrub")
        // OUTSCALE refuses one of them.
        #expect(finished.status == 76, "\(finished.errors)")
        #expect(finished.errors.contains("'gone' was not rotated"), "\(finished.errors)")
        for name in [".osc/config.json", ".osc/config.json.saved"] {
            let left = try text(name)
            for secret in secrets.values { #expect(!left.contains(secret)) }
            #expect(!left.contains("SECRET-OF-NOBODY"))
            let document = try JSONSerialization.jsonObject(with: Data(left.utf8))
            let profiles = try #require(document as? [String: [String: Any]])
            #expect(profiles["alice"]?["region_name"] as? String == "eu-west-2")
            #expect(profiles["default"]?["access_key"] == nil)
        }
        #expect(try simulator.key(ids["alice", default: ""]).state == "INACTIVE")
        #expect(try home.secret(of: "alice") != secrets["alice"])
        // Whoever runs it again has done nothing wrong.
        for more in [["-y"], ["-y", "--scrub"], ["--dry-run"]] {
            let again = try home.vault(["import", "--allow-insecure-loopback"] + more)
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.output.contains("Nothing left to import"), "\(again.output)")
        }
        #expect(try importAll("-y", "-o", "json").output == "{\"schema\":1,\"imports\":[]}\n")
    }

    @Test func `tells a key that the vault has deleted, and takes its secret out all the same`()
        throws
    {
        #expect(try importAll("-y").status == 0)
        let rotated = try home.vault("rotate", "alice", "--grace", "0")
        #expect(rotated.status == 0, "\(rotated.errors)")
        #expect(try home.vault("recover").status == 0)
        #expect(try home.vault("forget", "gone", "-y").status == 0)
        let shown = try importAll("--dry-run")
        #expect(
            shown.output.contains("the vault had it as 'alice' and deleted it"), "\(shown.output)")
        #expect(shown.errors.contains("as 'gone' and forgot it on"), "\(shown.errors)")
        let again = try importAll("-y", "--scrub", "-o", "json")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try states(again)["alice"] == ["deleted", "deleted"])
        #expect(!(try text(".osc/config.json").contains(secrets["alice", default: "none"])))
    }

    @Test func `shows what it would do also where nobody can look into the vault`() throws {
        let bare = ["import", "--dry-run", "--allow-insecure-loopback"]
        let locked = try home.bare(bare)
        #expect(locked.status == 0, "\(locked.errors)")
        #expect(locked.errors.contains("the vault is locked"), "\(locked.errors)")
        #expect(locked.output.contains("stored as 'alice'"))
        #expect(locked.output.contains("With --rotate: 3 keys"), "\(locked.output)")
        #expect(locked.output.contains("With --scrub: 3 secrets taken out of"), "\(locked.output)")
        let none = try home.bare(bare + ["--vault", home.path("none/v.db")])
        #expect(none.status == 0 && none.errors.contains("there is no vault yet"))
        #expect(try home.listed().isEmpty)
    }

    @Test func `takes the environment's key, and says that it can't be scrubbed, and who sets it`()
        throws
    {
        try FileManager.default.removeItem(atPath: home.path(".osc"))
        try home.write("export OSC_SECRET_KEY=x\n", to: ".bashrc")
        var environment = home.environment
        environment["OSC_ACCESS_KEY"] = ids["alice"]
        environment["OSC_SECRET_KEY"] = secrets["alice"]
        environment["OSC_REGION"] = "eu-west-2"
        environment["OSC_ENDPOINT_API"] = simulator.origin + "/api/v1"
        let finished = try Child(
            BuiltProducts.vault,
            [
                "import", "-y", "--scrub", "--allow-insecure-loopback", "--password-file",
                home.path("password"),
            ], environment: environment
        ).finish()
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(finished.output.contains("environment"), "\(finished.output)")
        #expect(finished.output.contains("OUTSCALE accepts it"), "\(finished.output)")
        #expect(
            finished.errors.contains("unset OSC_ACCESS_KEY OSC_SECRET_KEY"), "\(finished.errors)")
        #expect(finished.errors.contains(home.path(".bashrc")), "\(finished.errors)")
        #expect(!(finished.output + finished.errors).contains(secrets["alice", default: "none"]))
        #expect(try home.secret(of: "env") == secrets["alice"])
    }

    @Test func `removes what an import that was killed has left, and no other's`() throws {
        let gone = try Child("/bin/true", [], environment: [:])
        _ = try gone.finish()
        let stale = ".osc/.config.json.vault-\(gone.process)"
        let living = ".osc/.config.json.vault-\(getpid())"
        for name in [stale, living, ".osc/.config.json.vault-x"] {
            try home.write("left", to: name)
        }
        let shown = try importAll("--dry-run")
        #expect(!shown.errors.contains("removed"))
        let finished = try importAll("-y")
        #expect(finished.errors.contains("removed \(home.path(stale))"), "\(finished.errors)")
        let left = Set(home.files().map(\.path))
        #expect(!left.contains(stale) && left.contains(living))
        #expect(left.contains(".osc/.config.json.vault-x"))
    }

    @Test func `keeps the secret of a key in a file that the vault has with another one`() throws {
        #expect(try importAll("-y").status == 0)
        let other =
            #"{"x": {"access_key": "\#(ids["alice", default: ""])", "secret_key": "ANOTHER"}}"#
        try home.write(other, to: "other.json")
        let finished = try importAll("-y", "--scrub", home.path("other.json"))
        #expect(finished.status == 1)
        #expect(try text("other.json") == other)
    }

    @Test func `asks before it stores, and takes no for an answer`() throws {
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault,
            ["import", "--allow-insecure-loopback", "--password-file", home.path("password")],
            environment: home.environment,
            answers: [("Store 3 keys in the vault?", "no\n")])
        #expect(status == 1)
        #expect(try home.listed().isEmpty)
    }

    @Test func `offers to rotate and to take the secrets out`() throws {
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault,
            ["import", "--allow-insecure-loopback", "--password-file", home.path("password")],
            environment: home.environment,
            answers: [
                ("Store 3 keys in the vault?", "y\n"), ("Rotate the 2 keys now?", "n\n"),
                ("out of the files?", "yes\n"),
            ])
        #expect(status == 0)
        #expect(!(try text(".osc/config.json").contains(secrets["admin", default: "none"])))
        #expect(try home.secret(of: "default") == secrets["admin"])
    }

    @Test func `without a terminal and without -y it changes nothing`() throws {
        #expect(try importAll().status == 77)
        #expect(try home.listed().isEmpty)
    }

    @Test func `shows no secret that stands in an id's place`() throws {
        let secret = secrets["admin", default: ""]
        for text in [
            #"{"a": {"access_key": "\#(secret)", "secret_key": "X"}}"#,
            #"{"a": {"access_key": "AK:\#(secret)", "secret_key": "X"}}"#,
            #"{"a": {"access_key": "AKGONE00000000000000", "secret_key": "X", "endpoints": {"api": "https://AK:\#(secret)@api"}}}"#,
        ] {
            try home.write(text, to: "odd.json")
            for more in [["--dry-run"], ["-y"], ["-y", "-o", "json"]] {
                let finished = try home.vault(["import", home.path("odd.json")] + more)
                #expect(!(finished.output + finished.errors).contains(secret))
            }
        }
        #expect(try home.listed().isEmpty)
    }

    @Test func `leaves what it can't understand, and says so`() throws {
        try home.write(
            #"{"b": {"secret_key": "LEFT"}, "r": {"access_key": "AKGONE00000000000000", "secret_key": "X", "region": "EU west"}}"#,
            to: "odd.json")
        let finished = try importAll("-y", "--scrub", home.path("odd.json"))
        #expect(finished.status == 1)
        #expect(finished.errors.contains("'b.secret_key', without an access key id"))
        #expect(finished.errors.contains("'EU west' is no region"))
        #expect(try home.listed().isEmpty)
        #expect(try text("odd.json").contains("LEFT"))
    }

    @Test func `gives a name that is as long as can be, and taken, a number`() throws {
        let long = String(repeating: "n", count: 64)
        try home.addKey(long)
        try home.write(
            #"{"\#(long)": {"access_key": "AKGONE00000000000000", "secret_key": "X", "region": "eu-west-2"}}"#,
            to: "long.json")
        let shown = try home.vault(["import", "--dry-run", home.path("long.json")])
        #expect(shown.output.contains("stored as '\(long.dropLast(2))-2'"), "\(shown.errors)")
    }

    @Test func `says where it looked when nothing is there`() throws {
        try FileManager.default.removeItem(atPath: home.path(".osc"))
        let finished = try importAll("-y")
        #expect(finished.status == 66)
        #expect(finished.errors.contains("Name a file: vault import PATH."))
    }
}

extension Workspace {
    fileprivate func vault(_ words: [String]) throws -> Finished {
        try bare(words + ["--password-file", path("password")])
    }
}

import Foundation
import Testing
import VaultTestSupport

/// What an import says, and how it ends, where it could not do everything at once.
@Suite("An import that is not the first, or not of everything", .serialized)
struct ImportAgainTests {
    private let simulator: Simulator
    private let home: Workspace
    private let id: String
    private let secret: String

    init() throws {
        simulator = try Simulator()
        let donor = try Workspace()
        try donor.prepareWithKey(for: simulator)
        try donor.succeed("create-key", "--user", "alice", "--expires", "90d")
        (id, secret) = (try donor.listed("alice").accessKeyId, try donor.secret(of: "alice"))
        home = try Workspace()
        try home.prepare(for: nil)
        try FileManager.default.createDirectory(
            atPath: home.path(".osc"), withIntermediateDirectories: true)
        try home.write(configuration(id, secret), to: ".osc/config.json")
    }

    private func configuration(_ id: String, _ secret: String) -> String {
        """
        {"alice": {"access_key": "\(id)", "secret_key": "\(secret)", "region": "eu-west-2", "endpoint": "\(simulator.origin)"}}
        """
    }

    private func importAll(_ more: String...) throws -> Finished {
        try home.bare(
            ["import", "--allow-insecure-loopback", "--password-file", home.path("password")] + more
        )
    }

    @Test func `verifies and rotates what an earlier one has stored unverified`() throws {
        #expect(try importAll("-y", "--no-verify").status == 0)
        let finished = try importAll("-y", "--rotate", "--scrub")
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(finished.output.contains("OUTSCALE accepts 'alice'"), "\(finished.output)")
        #expect(try simulator.key(id).state == "INACTIVE")
        // A rotation asks how long the old key lives, which nobody had asked before.
        #expect(try home.listed("alice").expiresAt != nil)
    }

    @Test func `says that a key which OUTSCALE refuses is not rotated`() throws {
        try home.write(
            configuration(id, String(repeating: "WRONG123", count: 5)), to: ".osc/config.json")
        let finished = try importAll("-y", "--rotate")
        #expect(finished.status == 76, "\(finished.errors)")
        #expect(finished.errors.contains("'alice' was not rotated"), "\(finished.errors)")
    }

    @Test func `fails where a file in a usual place has a secret that it can't take`() throws {
        try home.write("OSC_ACCESS_KEY=\(id)\nOSC_SECRET_KEY = \(secret)\n", to: ".env")
        try FileManager.default.removeItem(atPath: home.path(".osc/config.json"))
        let bare = try Child(
            BuiltProducts.vault,
            ["import", "-y", "--scrub", "--password-file", home.path("password")],
            environment: home.environment.merging(["OSC_CONFIG_FILE": home.path(".env")]) { $1 })
        let finished = try bare.finish()
        #expect(finished.status == 1, "\(finished.errors)")
        #expect(finished.errors.contains("line 2 is no assignment"), "\(finished.errors)")
        #expect(!finished.output.contains("Nothing left to import"))
    }

    @Test func `takes osc-cli's host for what is behind the region`() throws {
        try home.write(
            #"{"h": {"access_key": "\#(id)", "secret_key": "\#(secret)", "region_name": "eu-west-9", "host": "cloud.example.com"}}"#,
            to: "h.json")
        #expect(try importAll("-y", "--no-verify", home.path("h.json")).status == 0)
        let shown = try home.vault("profile", "show", "h")
        #expect(shown.output.contains("https://api.eu-west-9.cloud.example.com"), "\(shown.output)")
    }

    @Test func `tells two secrets of one id apart in its plan already`() throws {
        let other = String(repeating: "OTHER123", count: 5)
        try home.write(configuration(id, other), to: "other.json")
        let plan = try importAll(
            "--dry-run", home.path(".osc/config.json"), home.path("other.json"))
        #expect(plan.output.contains("another than that of 'alice'"), "\(plan.output)")
        #expect(!plan.output.contains("the same key as"), "\(plan.output)")
    }

    @Test func `takes no file that is too large for one of credentials`() throws {
        try home.write("{}" + String(repeating: " ", count: 9 << 20), to: "large.json")
        #expect(try importAll("-y", home.path("large.json")).status == 78)
    }
}

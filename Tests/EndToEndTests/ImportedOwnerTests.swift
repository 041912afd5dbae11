import Foundation
import Testing
import VaultTestSupport

/// Files of one name may hold the keys of several identities.
@Suite("An imported key of another identity than the profile's", .serialized)
struct ImportedOwnerTests {
    private let simulator: Simulator
    private let home: Workspace
    private let donor: Workspace

    /// Root's key in config.json, and ci's in its saved copy, both as "default".
    init() throws {
        simulator = try Simulator("--user", "ci")
        donor = try Workspace()
        try donor.prepareWithKey(for: simulator)
        try donor.succeed("create-key", "--user", "ci", "--expires", "90d")
        home = try Workspace()
        try home.prepare(for: nil)
        try FileManager.default.createDirectory(
            atPath: home.path(".osc"), withIntermediateDirectories: true)
        try home.write(try configuration(of: "admin"), to: ".osc/config.json")
        try home.write(try configuration(of: "ci"), to: ".osc/config.json.saved")
    }

    private func configuration(of name: String) throws -> String {
        """
        {"default": {"access_key": "\(try donor.listed(name).accessKeyId)", "secret_key": "\(try donor.secret(of: name))",
                     "region": "eu-west-2", "endpoints": {"api": "\(simulator.origin)"}}}
        """
    }

    private func importAll(_ more: String...) throws -> Finished {
        try home.bare(
            ["import", "-y", "--allow-insecure-loopback", "--password-file", home.path("password")]
                + more)
    }

    /// ci's key, taken into root's profile unasked.
    private func addUnasked() throws {
        #expect(try importAll("--no-verify", home.path(".osc/config.json")).status == 0)
        try home.write(try donor.secret(of: "ci"), to: "secret")
        let added = try Child(
            BuiltProducts.vault,
            [
                "add", "qz", "--no-verify", "--access-key-id", try donor.listed("ci").accessKeyId,
                "--secret-fd", "3", "--password-file", home.path("password"),
            ], environment: home.environment, files: [3: home.path("secret")]
        ).finish()
        #expect(added.status == 0, "\(added.errors)")
    }

    private func owner(of name: String) throws -> String? {
        struct Report: Decodable {
            struct Key: Decodable {
                let name: String
                let accessKeyId: String
            }
            let keys: [Key]
        }
        // It may stand in a profile of its own.
        let output = try home.vault("list", "--all-profiles", "-o", "json").output
        let keys = try JSONDecoder().decode(Report.self, from: Data(output.utf8)).keys
        return try simulator.key(
            #require(keys.first { $0.name == name }).accessKeyId
        ).owner
    }

    private func profiles() throws -> Set<String> {
        struct Report: Decodable {
            struct Key: Decodable { let profile: String }
            let keys: [Key]
        }
        let output = try home.vault("list", "--all-profiles", "-o", "json").output
        return Set(
            try JSONDecoder().decode(Report.self, from: Data(output.utf8)).keys.map(\.profile))
    }

    @Test func `is told for whose it is, and its rotation makes a key for the same`() throws {
        let finished = try importAll("--rotate", "--scrub")
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(try home.listed("default-2").user == "ci")
        #expect(try owner(of: "default-2") == "ci")
        #expect(try owner(of: "default") == nil)
        #expect(try profiles() == ["default"])
    }

    @Test func `signs for itself where nobody was asked whose it is`() throws {
        #expect(try importAll("--no-verify").status == 0)
        #expect(try profiles() == ["default", "default-2"])
        try home.succeed("rotate", "default-2")
        #expect(try owner(of: "default-2") == "ci")
    }

    @Test func `is not rotated to root's where it was added unasked`() throws {
        try addUnasked()
        let plan = try home.succeed("rotate", "qz", "--plan")
        #expect(plan.output.contains("is made for user 'ci'"), "\(plan.output)")
        #expect(!plan.output.contains("never expires"), "\(plan.output)")
        let rotated = try home.succeed("rotate", "qz")
        #expect(rotated.errors.contains("for user 'ci'"), "\(rotated.errors)")
        #expect(try owner(of: "qz") == "ci")
    }

    @Test func `gives a lease to its own owner`() throws {
        try addUnasked()
        let leased = try home.bare([
            "exec", "qz", "--ephemeral", "1h", "--password-file", home.path("password"), "--",
            "true",
        ])
        #expect(leased.status == 0, "\(leased.errors)")
        #expect(try simulator.keys().map(\.owner).suffix(1) == ["ci"])
    }

    @Test func `is the user's whom a Terraform state names`() throws {
        try FileManager.default.removeItem(atPath: home.path(".osc/config.json.saved"))
        #expect(try importAll("--no-verify").status == 0)
        try home.write(
            """
            {"version": 4, "resources": [{"type": "outscale_access_key", "name": "robot", "instances": [{"attributes":
              {"access_key_id": "\(donor.listed("ci").accessKeyId)", "secret_key": "\(donor.secret(of: "ci"))",
               "user_name": "ci"}}]}]}
            """, to: "terraform.tfstate")
        #expect(try importAll("--no-verify", home.path("terraform.tfstate")).status == 0)
        #expect(try home.listed("robot").user == "ci")
        try home.succeed("rotate", "robot")
        #expect(try owner(of: "robot") == "ci")
    }
}

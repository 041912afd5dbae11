import Foundation
import Testing
import VaultTestSupport

@Suite("A doctor's look at a vault", .serialized)
struct DoctorTests {
    private struct Report: Decodable {
        struct Check: Decodable {
            let check: String
            let status: String
            let finding: String
            let cure: String?
        }
        let problems: Int
        let warnings: Int
        let checks: [Check]

        subscript(_ name: String) -> [Check] { checks.filter { $0.check == name } }
    }

    private let home: Workspace

    init() throws {
        home = try Workspace()
        try FileManager.default.createDirectory(
            atPath: home.path("project/deep"), withIntermediateDirectories: true)
    }

    /// Runs it in the project's folder: the current one is looked through.
    private func doctor(
        _ words: String..., status: Int32 = 0, isLocked: Bool = false,
        more: [String: String] = [:]
    ) throws -> Report {
        let password = isLocked ? "" : " --password-file '\(home.path("password"))'"
        let finished = try Child(
            "/bin/sh",
            [
                "-c",
                "cd '\(home.path("project"))' && exec '\(BuiltProducts.vault)' doctor -o json "
                    + words.joined(separator: " ") + password,
            ], environment: home.environment.merging(more) { $1 }
        ).finish()
        home.keep(finished)
        #expect(finished.status == status, "\(finished.output) \(finished.errors)")
        return try JSONDecoder().decode(Report.self, from: Data(finished.output.utf8))
    }

    @Test func `without a vault says how to make one`() throws {
        let report = try doctor(status: 12, isLocked: true)
        #expect(report["vault"].map(\.status) == ["problem"])
        #expect(report["vault"][0].finding.contains("vault init"))
        #expect(!report["swap"].isEmpty)
    }

    @Test func `is shorter while the vault is locked, and says so`() throws {
        try home.prepare(for: nil, hasKeyFile: false)
        let report = try doctor(isLocked: true)
        #expect(report["keys"].map(\.status) == ["skipped"])
        #expect(report["keys"][0].cure?.contains("vault unlock") == true)
        #expect(report["slots"].map(\.status) == ["warning"])
        #expect(report["kdf"].map(\.status) == ["warning"])
        #expect(report["pending"].isEmpty && report["api"].isEmpty)
        #expect(report["plaintext"][0].finding.contains("Without the vault's secrets"))
    }

    @Test func `tells a vault that others may read`() throws {
        try home.prepare(for: nil, hasKeyFile: false)
        chmod(home.database, 0o644)
        let report = try doctor(status: 12)
        #expect(report["vault"].map(\.status) == ["problem"])
    }

    @Test func `asks OUTSCALE for its time, and tells a backup's age`() throws {
        let simulator = try Simulator()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
        #expect(try doctor()["backup"].map(\.status) == ["warning"])
        try home.succeed("backup", home.path("copy"))
        let report = try doctor()
        #expect(report["api"].map(\.status) == ["ok"])
        #expect(report["clock"].map(\.status) == ["ok"])
        #expect(report["backup"].map(\.status) == ["ok"])
        #expect(report["no-expiry"].map(\.status) == ["warning"])
        #expect(report["pending"].map(\.status) == ["ok"])
        #expect(try home.vault("log").output.contains(/signed for +admin .* doctor/))
    }

    @Test func `ends without a network, with what it can tell`() throws {
        do {
            let simulator = try Simulator()
            try home.prepareWithKey(for: simulator, hasKeyFile: false)
        }
        let report = try doctor(status: 12)
        #expect(report["api"].map(\.status) == ["problem"])
        #expect(report["clock"].map(\.status) == ["skipped"])
        #expect(report["backup"].map(\.status) == ["warning"])
        #expect(try doctor("--offline")["api"].map(\.status) == ["skipped"])
    }

    @Test func `finds the vault's secrets wherever they lie, and prints none`() throws {
        try home.prepare(for: nil, hasKeyFile: false)
        try home.addKey("hand")
        let secret = "SECRET-OF-hand"
        try home.write("export X=\(secret)\n", to: "project/deep/.env")
        try home.write("{\"values\": [\"\(secret)\"]}", to: "project/deep/x.tfstate")
        try home.write("ls\necho '\(secret)' >/dev/null\n", to: ".bash_history")
        try home.write("OTHER=nothing\n", to: "project/.env")
        let report = try doctor("--offline", status: 12)
        let found = report["plaintext"].filter { $0.status == "problem" }.map(\.finding)
        #expect(found.count == 3, "\(found)")
        for place in ["deep/.env", "x.tfstate", ".bash_history"] {
            #expect(found.contains { $0.contains(place) && $0.contains("hand") })
        }
        // Each cure names the file and the key.
        let cures = report["plaintext"].compactMap(\.cure)
        #expect(cures.allSatisfy { $0.contains("'vault rotate hand'") }, "\(cures)")
        #expect(!home.transcript.contains(secret))
    }

    @Test func `names the files that it could not read`() throws {
        try home.prepare(for: nil, hasKeyFile: false)
        try home.addKey("hand")
        try home.write(String(repeating: "x", count: 9 << 20), to: "project/.env")
        let report = try doctor("--offline")
        #expect(report["plaintext"].contains { $0.finding.contains("project/.env") })
    }

    @Test func `finds other keys by their looks, also while locked`() throws {
        try home.prepare(for: nil, hasKeyFile: false)
        let other = "ABCDEFGHIJ0123456789ABCDEFGHIJ0123456789"
        try FileManager.default.createDirectory(
            atPath: home.path(".osc"), withIntermediateDirectories: true)
        try home.write(
            "{\"default\":{\"access_key\":\"AK\",\"secret_key\":\"\(other)\"}}",
            to: ".osc/config.json")
        let report = try doctor(isLocked: true, more: ["OSC_SECRET_KEY": "another-one"])
        let found = report["plaintext"].filter { $0.status == "warning" }
        #expect(found.count == 1 && found[0].cure?.contains("vault import") == true)
        #expect(report["environment"].map(\.status) == ["warning"])
        #expect(!home.transcript.contains(other) && !home.transcript.contains("another-one"))
    }

    @Test func `does not follow links, nor look into folders of others' code`() throws {
        try home.prepare(for: nil, hasKeyFile: false)
        try home.addKey("hand")
        for folder in ["elsewhere", "project/node_modules"] {
            try FileManager.default.createDirectory(
                atPath: home.path(folder), withIntermediateDirectories: true)
            try home.write("X=SECRET-OF-hand", to: folder + "/.env")
        }
        symlink(home.path("elsewhere"), home.path("project/link"))
        symlink(".", home.path("project/loop"))
        #expect(try doctor("--offline")["plaintext"].map(\.status) == ["ok"])
    }
}

import Foundation
import Testing
import VaultTestSupport

/// What a power failure would take is what was written and not synced, so nothing is sent to OUTSCALE and
/// nothing is said to the user while there is any of it.
@Suite("The order of writing, syncing and sending", .serialized)
struct DurabilityOrderTests {
    private static let calls = [
        "openat", "write", "pwrite64", "fallocate", "ftruncate", "fdatasync", "fsync", "unlink",
        "rename", "link", "sendto", "execve",
    ]

    private func trace(
        _ words: [String], _ home: Workspace, _ more: [String] = []
    ) throws -> [Substring] {
        let file = home.path("trace")
        let finished = try Child(
            "strace",
            [
                "-f", "-qq", "-y", "-s", "64", "-o", file, "-e",
                "trace=" + Self.calls.joined(separator: ","), BuiltProducts.vault,
            ] + words + ["--password-file", home.path("password")] + more,
            environment: home.environment
        ).finish()
        #expect(finished.status == 0, "\(finished.errors)")
        return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    }

    @Test(arguments: [
        ["create-key", "--user", "alice"], ["rotate", "admin", "--grace", "0"],
        ["disable", "admin", "--yes"], ["delete-key", "admin", "--yes"],
    ])
    func `nothing is sent or said while something is not on the disk`(words: [String]) throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        var record = SyncRecord(folder: home.path("data/osc-vault"))
        var changing = 0
        for line in try trace(words, home) {
            if line.contains("sendto("), line.contains("AccessKey HTTP"), !line.contains("/Read") {
                changing += 1
                #expect(record.unsynced.isEmpty, "\(record.unsynced) before \(line)")
                #expect(record.hasSynced("vault.db"), "no intent before \(line)")
            }
            if line.contains("write(1<") {
                #expect(record.unsynced.isEmpty, "\(record.unsynced) before \(line)")
            }
            if record.writes(line, "vault.db") {
                #expect(!record.unsynced.contains { $0.hasPrefix("landing-") }, "\(line)")
            }
            record.take(line)
        }
        #expect(changing > 0)
    }

    /// Where the answer to CreateAccessKey came, "Stored" was said, and the new key was tried.
    private func places(
        in lines: [Substring]
    ) throws -> (created: Int, said: Int, tried: Int) {
        (
            try #require(lines.firstIndex { $0.contains("POST /api/v1/CreateAccessKey") }),
            try #require(lines.firstIndex { $0.contains("write(1<") && $0.contains("Stored '") }),
            try #require(lines.lastIndex { $0.contains("POST /api/v1/ReadAccessKeys") })
        )
    }

    @Test func `a key is called stored before it is tried, after nine syncs at most`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        let lines = try trace(["create-key", "--user", "alice"], home)
        let places = try places(in: lines)
        #expect(places.created < places.said && places.said < places.tried)
        let syncs = lines[places.created..<places.said].count { $0.contains("sync(") }
        #expect((1...9).contains(syncs))
    }

    @Test func `a command gets its key once the event is on the disk, by one sync`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        try home.addKey("alice")
        // The first makes a file that every later one finds.
        #expect(try home.vault("exec", "alice", "--", "true").status == 0)
        let lines = try trace(["exec", "alice"], home, ["--", "true"])
        let start = try #require(lines.lastIndex { $0.contains("execve(") })
        let before = lines[..<start]
        let written = try #require(
            before.lastIndex { $0.contains("pwrite64(") && $0.contains("vault.db-spool") })
        let syncs = before.indices.filter { before[$0].contains("sync(") }
        #expect(syncs.count == 1 && syncs[0] > written, "\(before.suffix(30))")
        #expect(before[syncs[0]].contains("vault.db-spool"))
        #expect(!before.contains { $0.contains("pwrite64(") && $0.contains("vault.db>") })
    }

    @Test func `room for the answer is reserved before the request`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        let lines = try trace(["create-key", "--user", "alice"], home)
        let reserved = try #require(
            lines.firstIndex { $0.contains("fallocate(") && $0.contains("landing-") })
        let sent = try #require(lines.firstIndex { $0.contains("POST /api/v1/CreateAccessKey") })
        #expect(reserved < sent)
    }
}

/// Which files of a folder, and whether the folder itself, have changes that no sync has followed.
private struct SyncRecord {
    let folder: String
    private(set) var unsynced: Set<String> = []
    private var synced: Set<String> = []

    init(folder: String) { self.folder = folder }

    func hasSynced(_ name: String) -> Bool { synced.contains(name) }

    func writes(_ line: Substring, _ name: String) -> Bool {
        line.contains("pwrite64(") && file(in: line) == name
    }

    mutating func take(_ line: Substring) {
        guard let file = file(in: line) else { return }
        if line.contains("sync(") {
            unsynced.remove(file)
            synced.insert(file)
        } else if line.contains("O_CREAT") || line.contains("unlink(") {
            if line.contains("landing-") { unsynced.insert("") }
        } else if !line.contains("openat(") {
            unsynced.insert(file)
        }
    }

    /// The name of the file that a call is about; empty for the folder.
    private func file(in line: Substring) -> String? {
        guard let place = line.range(of: folder) else { return nil }
        let rest = line[place.upperBound...].prefix { !">\"".contains($0) }
        return String(rest.drop { $0 == "/" })
    }
}

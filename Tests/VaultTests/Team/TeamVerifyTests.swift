import Foundation
import Testing
import VaultTestSupport

@testable import Vault

@Suite("verify, where this machine has every row already", .enabled(if: PostgresPrograms.exist))
struct TeamVerifyTests {
    let team: SharedTeam

    init() throws {
        team = try SharedTeam()
        try team.take("bob")
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        _ = try vault.verify()
    }

    private func finding() throws -> TeamError? {
        do {
            _ = try team.unlocked().verify()
            return nil
        } catch VaultError.team(let error) { return error }
    }

    @Test func `names the secrets that are gone from the server, or others`() throws {
        try team.database.psql(
            "UPDATE osc_vault.secret a SET body = b.body FROM osc_vault.secret b WHERE a.id <> b.id"
        )
        let names = try ["first", "second"].map { TeamFinding.secret(try team.name($0)) }
        #expect(try finding() == .findings(names))
        try team.database.psql("DELETE FROM osc_vault.secret")
        #expect(try finding() == .findings(names))
        // Nothing of that has reached this machine's copy.
        #expect(try team.secret("first", in: team.unlocked()) == "first's secret")
    }

    @Test func `names secrets that belong to no key`() throws {
        try team.database.psql(
            "INSERT INTO osc_vault.secret SELECT decode(repeat('07', 16), 'hex'), 1, body, epoch FROM osc_vault.secret LIMIT 1"
        )
        #expect(try finding() == .findings([.strangeSecrets(1)]))
    }

    @Test(arguments: [
        ("DELETE FROM osc_vault.page WHERE place >> 32 = 16", "page 0 of the keys"),
        ("DELETE FROM osc_vault.node WHERE place >> 32 = 17", "node 0 of the profiles"),
        ("DELETE FROM osc_vault.directory WHERE kind = 19", "directory of the names"),
        ("DELETE FROM osc_vault.event WHERE sequence = 1", ""),
        ("UPDATE osc_vault.page SET epoch = 0", "page 0 of the"),
        (
            "DELETE FROM osc_vault.event WHERE sequence = (SELECT max(sequence) FROM osc_vault.event)",
            "its log"
        ),
    ])
    func `names rows of the tree`(change: String, row: String) throws {
        try team.database.psql(change)
        guard case .rows(let what) = try finding() else {
            Issue.record("nothing was found")
            return
        }
        #expect(row.isEmpty || what.contains(row))
    }

    @Test(arguments: [
        ("DELETE FROM osc_vault.manifest WHERE epoch = 1", HistoryRefusal.notNext(epoch: 1)),
        ("DELETE FROM osc_vault.manifest WHERE epoch = 3", .notNext(epoch: 3)),
        ("UPDATE osc_vault.manifest SET body = 'x' WHERE epoch = 2", .notNext(epoch: 2)),
        ("DELETE FROM osc_vault.slot WHERE ctid = (SELECT min(ctid) FROM osc_vault.slot)", .slots),
        ("UPDATE osc_vault.slot SET key_epoch = 0", .slots),
        ("UPDATE osc_vault.roster SET number = 9 WHERE number = 2", .roster(number: 2, .notNext)),
        ("INSERT INTO osc_vault.manifest VALUES (0, 'x', 'x')", .notNext(epoch: 1)),
    ])
    func `walks what members have signed from the first statement on`(
        change: String, refusal: HistoryRefusal
    ) throws {
        try team.database.psql(change)
        #expect(try finding() == .history(refusal))
    }

    @Test func `puts what it has fetched in the place of a damaged copy`() throws {
        let vault = try team.unlocked()
        let copy = team.directory.path + "/alice/\(vault.vaultID).replica"
        try RawDatabase(copy).run("DELETE FROM secret")
        #expect(throws: VaultError.self) { _ = try team.secret("first", in: vault) }
        var told: [VaultWarning] = []
        _ = try vault.verify { told.append($0) }
        #expect(told == [.copyFetchedAnew])
        #expect(try team.secret("first", in: team.unlocked()) == "first's secret")
    }

    @Test func `is for the server to answer`() throws {
        let vault = try team.unlocked(reach: .offline)
        #expect(throws: VaultError.team(.offline)) {
            _ = try vault.verify()
        }
    }

    @Test(arguments: ["secret", "page", "event", "manifest"])
    func `is what doctor asks for, where rows are too few`(table: String) throws {
        let vault = try team.unlocked()
        #expect(try vault.differingCounts() == [])
        let first = "(SELECT min(ctid) FROM osc_vault.\(table))"
        try team.database.psql("DELETE FROM osc_vault.\(table) WHERE ctid = \(first)")
        #expect(try vault.differingCounts().map(\.table) == [table])
    }
}

@Suite("What a machine keeps of a team's vault", .enabled(if: PostgresPrograms.exist))
struct TeamCopyTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    private func file(_ suffix: String) throws -> String {
        _ = try team.unlocked()
        let folder = team.directory.path + "/alice"
        let name = try #require(
            FileManager.default.contentsOfDirectory(atPath: folder)
                .first { $0.hasSuffix(suffix) })
        return "\(folder)/\(name)"
    }

    @Test(arguments: [0, 100, 4_096, 20_000])
    func `is fetched anew where the copy was cut, which is said once`(size: UInt64) throws {
        let handle = try #require(FileHandle(forWritingAtPath: try file(".replica")))
        try handle.truncate(atOffset: size)
        let vault = try team.unlocked()
        #expect(vault.warnings == [.copyFetchedAnew])
        #expect(try team.secret("first", in: vault) == "first's secret")
        #expect(try team.unlocked().warnings == [])
    }

    @Test(arguments: [
        "DELETE FROM secret", "DELETE FROM page", "DELETE FROM signed_manifest",
        "UPDATE signed_roster SET body = x'00'", "DELETE FROM member_slot", "DELETE FROM manifest",
        "UPDATE page SET body = x'00'", "DROP TABLE own_event", "PRAGMA user_version = 9",
    ])
    func `is fetched anew where a row of the copy is not as it was`(change: String) throws {
        try RawDatabase(file(".replica")).run(change)
        let vault = try team.unlocked()
        #expect(try team.secret("first", in: vault) == "first's secret")
        _ = try vault.verify()
        #expect(try team.unlocked().warnings == [])
    }

    @Test(arguments: [
        (".team", TeamFile.mark), (".events", .eventMark), (".url", .pin), (".member", .member),
    ])
    func `is named where it is damaged, and can be done without`(
        suffix: String, kind: TeamFile
    ) throws {
        try team.note("one")
        let path = try file(suffix)
        try Data("nothing".utf8).write(to: URL(filePath: path))
        #expect(throws: VaultError.team(.damagedFile(kind, path: path))) {
            _ = try team.unlocked()
        }
        guard kind != .member, kind != .pin else { return }
        try FileManager.default.removeItem(atPath: path)
        _ = try team.unlocked()
        #expect(try FileManager.default.contents(atPath: file(suffix)) != Data("nothing".utf8))
    }

    @Test(arguments: [(".team", TeamFile.mark), (".events", .eventMark), (".url", .pin)])
    func `is told from another history, whichever of its bytes is changed`(
        suffix: String, kind: TeamFile
    ) throws {
        try team.note("one")
        let path = try file(suffix)
        let whole = try Data(contentsOf: URL(filePath: path))
        for place in stride(from: 0, to: whole.count, by: 3) {
            var bytes = whole
            bytes[place] ^= 1
            try bytes.write(to: URL(filePath: path))
            #expect(throws: VaultError.team(.damagedFile(kind, path: path)), "byte \(place)") {
                _ = try team.unlocked()
            }
        }
    }

    @Test func `is spoiled by no server that lies while the copy is damaged`() throws {
        let copy = try file(".replica")
        try RawDatabase(copy).run("DELETE FROM signed_manifest")
        let before = FileManager.default.contents(atPath: copy)
        try team.database.psql("DELETE FROM osc_vault.page")
        #expect(throws: VaultError.self) { _ = try team.unlocked() }
        #expect(FileManager.default.contents(atPath: copy) == before)
        let left = try FileManager.default.contentsOfDirectory(
            atPath: team.directory.path + "/alice")
        #expect(!left.contains { $0.hasPrefix(".new-") })
    }
}

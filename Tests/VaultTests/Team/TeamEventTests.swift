import Foundation
import PostgreSQL
import Testing
import VaultTestSupport

@testable import Vault

extension SharedTeam {
    func note(_ program: String, as member: String = "alice") throws {
        var vault = try unlocked(member)
        try vault.note(
            AuditEvent(at: Self.now, action: .executed, key: "first", detail: program))
    }

    func hex(_ id: RecordID) -> String { "decode('\(id)', 'hex')" }

    func id(of member: String) throws -> RecordID {
        let name = try self.name(member)
        return try #require(unlocked().team?.members.first { $0.name == name }).id
    }

    /// A row that nobody has signed, where an event would stand.
    func insertEvents(
        of member: RecordID, _ numbers: ClosedRange<Int>, body: String = "'nothing'"
    ) throws {
        try database.psql(
            """
            INSERT INTO osc_vault.audit SELECT \(hex(member)), n, \(body), \
            decode(repeat('00', 64), 'hex') FROM generate_series(\(numbers.lowerBound), \
            \(numbers.upperBound)) n
            """)
    }
}

@Suite("A row of events that nobody has signed", .enabled(if: PostgresPrograms.exist))
struct UnsignedEventTests {
    let team: SharedTeam

    init() throws {
        team = try SharedTeam()
        try team.take("bob")
    }

    @Test func `is one that a reader's login may add`() throws {
        for statement in TeamGrants.sql.split(separator: "\n") {
            try team.database.psql(String(statement))
        }
        let login = "r\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        try team.database.psql("CREATE ROLE \(login) LOGIN; GRANT osc_vault_reader TO \(login)")
        let address = try DatabaseAddress(parsing: team.database.url(user: login))
        try DatabaseConnection(to: address).run(
            DatabaseStatement(
                "INSERT INTO osc_vault.audit VALUES ($1, 1, $1, $1)",
                [.bytes(team.id(of: "alice").bytes)]))
        try team.note("one")
        var bob = try team.unlocked("bob")
        try team.add("second", to: &bob)
        #expect(bob.warnings == [])
    }

    @Test(arguments: [1, 2, 1_000, Int.max])
    func `stops nobody, and is told with its member and number`(number: Int) throws {
        let id = try team.id(of: "alice")
        let name = try team.name("alice")
        try team.insertEvents(of: id, number...number)
        for member in ["alice", "bob"] {
            var vault = try team.unlocked(member)
            #expect(vault.warnings == [.eventsBroken(member: name, from: UInt64(number))])
            #expect(try team.secret("first", in: vault) == "first's secret")
            try team.add("by-\(member)", to: &vault)
        }
        try team.note("one")
        try team.note("one", as: "bob")
        let vault = try team.unlocked("bob")
        let trail = try vault.memberTrail()
        #expect(trail.entries.map(\.event?.detail) == ["one", "one"])
        let told = TeamFinding.unsignedEvents(
            member: name, first: UInt64(number), count: 1)
        #expect(trail.findings == [told])
        #expect(throws: VaultError.team(.findings([told]))) { _ = try vault.verify() }
        try team.database.psql(
            "DELETE FROM osc_vault.audit WHERE sequence = \(number) AND body = 'nothing'")
        #expect(try team.unlocked("bob").warnings == [])
        _ = try vault.verify()
    }

    @Test func `takes a number from the member, who goes on after it`() throws {
        let id = try team.id(of: "alice")
        try team.note("one")
        try team.insertEvents(of: id, 2...300)
        try team.note("two")
        try team.insertEvents(of: id, 302...302)
        try team.note("three")
        // A machine that has noted nothing yet.
        try team.forget("alice")
        try team.note("four")
        let trail = try team.unlocked("bob").memberTrail()
        #expect(trail.entries.map(\.event?.detail) == ["one", "two", "three", "four"])
        #expect(trail.entries.map(\.sequence) == [1, 301, 303, 304])
        #expect(
            trail.findings.allSatisfy {
                if case .unsignedEvents = $0 { true } else { false }
            })
    }

    @Test func `is not fetched where it is larger than any event`() throws {
        let id = try team.id(of: "alice")
        try team.insertEvents(of: id, 1...1, body: "decode(repeat('00', 20000000), 'hex')")
        let store = try #require(try team.unlocked().store as? TeamStore)
        let connection = try #require(store.connection)
        let news = try NewsQuestion(store.history, nil).news(connection)
        #expect(news.heads[id]?.statement.body == [])
        #expect(try team.unlocked("bob").memberTrail().findings.count == 1)
    }

    @Test func `of nobody is told by verify alone`() throws {
        try team.insertEvents(of: .random(), 1...3)
        var vault = try team.unlocked()
        #expect(vault.warnings == [])
        try team.add("second", to: &vault)
        #expect(throws: VaultError.team(.findings([.strangeEvents(rows: 3)]))) {
            _ = try vault.verify()
        }
    }
}

@Suite("The log of a team that goes on meanwhile", .enabled(if: PostgresPrograms.exist))
struct LogMeanwhileTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    @Test func `misses no event that another command of the same member notes`() async throws {
        let (team, end) = (self.team, Flag())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { end.raise() }
                try await onThread {
                    var vault = try team.unlocked()
                    for number in 0..<60 {
                        try vault.note(
                            AuditEvent(
                                at: SharedTeam.later, action: .exported, detail: "\(number)"))
                    }
                }
            }
            group.addTask {
                try await onThread {
                    let vault = try team.unlocked()
                    repeat {
                        #expect(try vault.memberTrail().findings == [])
                    } while !end.isRaised
                }
            }
            try await group.waitForAll()
        }
        #expect(try team.trail().count == 60)
    }

    @Test func `takes the events of who was admitted meanwhile for theirs`() throws {
        let vault = try team.unlocked()
        try team.take("bob", as: .reader)
        var bob = try team.unlocked("bob")
        try bob.note(AuditEvent(at: SharedTeam.later, action: .exported, detail: "bob's"))
        let trail = try vault.memberTrail()
        #expect(trail.findings == [])
        #expect(trail.entries.map(\.event?.detail) == ["bob's"])
    }
}

@Suite("Own events that the server has lost", .enabled(if: PostgresPrograms.exist))
struct LostEventTests {
    let team: SharedTeam

    init() throws {
        team = try SharedTeam()
        try team.note("one")
        try team.note("two")
    }

    private func details() throws -> [String?] {
        try team.unlocked().memberTrail().entries.map(\.event?.detail)
    }

    @Test(arguments: [(2, 2...2), (1, 1...2)])
    func `are put back, which is said once`(first: Int, lost: ClosedRange<Int>) throws {
        try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence >= \(first)")
        let told = VaultWarning.eventsPutBack(
            first: UInt64(lost.lowerBound), last: UInt64(lost.upperBound))
        #expect(try team.unlocked().warnings == [told])
        #expect(try team.unlocked().warnings == [])
        #expect(try details() == ["one", "two"])
    }

    @Test func `are put back by the log where later ones are there`() throws {
        try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence = 1")
        #expect(try team.unlocked().warnings == [])
        let trail = try team.unlocked().memberTrail()
        #expect(trail.putBack == .eventsPutBack(first: 1, last: 1))
        #expect(trail.findings == [])
        #expect(trail.entries.count == 2)
    }

    @Test func `are put back below a row that nobody has signed`() throws {
        try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence = 2")
        try team.insertEvents(of: team.id(of: "alice"), 9...9)
        try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence = 2")
        #expect(
            try team.unlocked().warnings.contains(.eventsPutBack(first: 2, last: 2)))
        #expect(try details() == ["one", "two"])
    }

    @Test func `are named where this machine has them no more, and the next goes on after them`()
        throws
    {
        try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence = 2")
        try FileManager.default.removeItem(
            atPath: team.directory.path + "/alice/\(origin()).replica")
        #expect(try team.unlocked().warnings == [.eventsLost(first: 2, last: 2)])
        try team.note("three")
        #expect(try team.unlocked().warnings == [])
        let trail = try team.unlocked().memberTrail()
        #expect(trail.entries.map(\.event?.detail) == ["one", "three"])
        #expect(trail.findings == [.eventGap(member: try team.name("alice"), row: 3)])
    }

    @Test func `are known once an admin has accepted that they are gone, and no others are`() throws
    {
        func lose(_ number: Int) throws {
            try team.database.psql("DELETE FROM osc_vault.audit WHERE sequence = \(number)")
            try FileManager.default.removeItem(
                atPath: team.directory.path + "/alice/\(origin()).replica")
        }
        let name = try team.name("alice")
        try lose(2)
        var vault = try team.unlocked()
        let gone = TeamFinding.eventGone(member: name, row: 2)
        #expect(try vault.memberTrail().findings == [gone])
        let losses = try vault.memberTrail().losses
        try vault.accept(losses, at: SharedTeam.later)
        var told: [VaultWarning] = []
        let other = try team.unlocked()
        _ = try other.verify { told.append($0) }
        #expect(told == [.lossAccepted(gone)])
        #expect(try team.unlocked().warnings == [])
        try team.note("three")
        let gap = TeamFinding.eventGap(member: name, row: 3)
        let trail = try team.unlocked().memberTrail()
        #expect(trail.findings == [])
        #expect(trail.losses.map(\.finding) == [gap])
        try team.note("four")
        try lose(3)
        #expect(
            try team.unlocked().memberTrail().findings == [.eventGap(member: name, row: 4)])
    }

    @Test func `are accepted by admins alone`() throws {
        try team.take("bob")
        var bob = try team.unlocked("bob")
        #expect(throws: VaultError.team(.notAllowed(needs: .admin, has: .writer))) {
            try bob.accept([], at: SharedTeam.later)
        }
    }

    private func origin() throws -> RecordID {
        try TeamVault.open(team.place(of: "alice")).vaultID
    }
}

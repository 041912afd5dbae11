import Foundation
import Testing
import VaultTestSupport

@testable import Vault

/// Any login may add rows to `audit`, as many as it likes.
@Suite("Rows of events by the thousand", .enabled(if: PostgresPrograms.exist))
struct JunkEventTests {
    let team: SharedTeam
    let alice: RecordID
    let name: EntryName

    init() throws {
        team = try SharedTeam()
        try team.take("bob")
        try team.note("one")
        (alice, name) = (try team.id(of: "alice"), try team.name("alice"))
    }

    /// Beginning as an event of the vault does.
    private func insertForged(_ numbers: ClosedRange<Int>) throws {
        let vaultID = try TeamVault.open(team.place(of: "alice")).vaultID
        let beginning = "convert_to('\(StatementKind.audit.rawValue)', 'UTF8')"
        try team.insertEvents(
            of: alice, numbers, body: "\(beginning) || \(team.hex(vaultID)) || 'x'::bytea")
    }

    private func expectUse(
        telling first: UInt64, count: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for member in ["alice", "bob"] {
            let vault = try team.unlocked(member)
            #expect(
                vault.warnings == [.eventsBroken(member: name, from: first)],
                sourceLocation: sourceLocation)
        }
        try team.note("two")
        try team.note("three")
        let trail = try team.unlocked("bob").memberTrail()
        #expect(
            trail.entries.map(\.event?.detail) == ["one", "two", "three"],
            sourceLocation: sourceLocation)
        #expect(
            trail.findings == [.unsignedEvents(member: name, first: first, count: count)],
            sourceLocation: sourceLocation)
        let store = try #require(try team.unlocked().store as? TeamStore)
        #expect(
            try store.replica.ownEvents(of: alice).count == 3, sourceLocation: sourceLocation)
    }

    @Test func `stop nobody, and are told by the first and their count`() throws {
        try team.insertEvents(of: alice, 2...20_000)
        try expectUse(telling: 2, count: 19_999)
    }

    @Test func `that look like events stop nobody either`() throws {
        try insertForged(2...3_000)
        try expectUse(telling: 2, count: 2_999)
    }

    @Test func `leave a member a number where one row stands at the very end, too`() throws {
        try team.insertEvents(of: alice, 2...2_000)
        try team.insertEvents(of: alice, Int.max...Int.max)
        try expectUse(telling: 2, count: 2_000)
        // A machine that has noted nothing yet finds what was noted elsewhere.
        try team.forget("alice")
        try team.note("four")
        let trail = try team.unlocked("bob").memberTrail()
        #expect(trail.entries.map(\.event?.detail) == ["one", "two", "three", "four"])
        #expect(trail.findings == [.unsignedEvents(member: name, first: 2, count: 2_000)])
    }

    @Test func `hide what stands behind more of them than anybody verifies, which is told`() throws
    {
        try insertForged(2...17_500)
        try team.note("two")
        let trail = try team.unlocked("bob").memberTrail()
        #expect(trail.entries.map(\.event?.detail) == ["one"])
        #expect(trail.findings.contains(.hiddenEvents(member: name, behind: 2)))
        #expect(
            !trail.findings.contains { if case .eventGone = $0 { true } else { false } })
        try team.database.psql("DELETE FROM osc_vault.audit WHERE length(body) < 40")
        #expect(
            try team.unlocked("bob").memberTrail().entries.map(\.event?.detail) == ["one", "two"])
    }
}

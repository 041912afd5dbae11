import Foundation
import PostgreSQL
import Testing
import VaultTestSupport

@testable import Vault

@Suite("Others who write, or seem to", .enabled(if: PostgresPrograms.exist))
struct TeamQueueTests {
    let team: SharedTeam
    private let other: DatabaseConnection

    init() throws {
        team = try SharedTeam()
        other = try DatabaseConnection(to: DatabaseAddress(parsing: team.database.url()))
    }

    @Test func `keep nobody from writing by standing in the queue for ever`() throws {
        try other.run(DatabaseStatement("SELECT pg_advisory_lock(1330861140)"))
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        #expect(try team.unlocked().contents.keyCount == 2)
    }

    @Test func `are told as that where they don't come to an end`() throws {
        var vault = try team.unlocked()
        try other.run([
            DatabaseStatement("BEGIN"),
            DatabaseStatement("INSERT INTO osc_vault.manifest VALUES (2, '', '')"),
        ])
        #expect(throws: VaultError.team(.crowded)) { try team.add("second", to: &vault) }
        other.rollback()
        try team.add("second", to: &vault)
        #expect(vault.epoch == 2)
    }

    @Test func `keep no member from noting by a number that they hold`() throws {
        try other.run([
            DatabaseStatement("BEGIN"),
            DatabaseStatement(
                "INSERT INTO osc_vault.audit VALUES ($1, 1, '', '')",
                [.bytes(team.id(of: "alice").bytes)]),
        ])
        try team.note("one")
        other.rollback()
        let numbers = try team.unlocked().memberTrail().entries.map(\.sequence)
        #expect(numbers.count == 1 && numbers.allSatisfy { $0 > 1 })
    }
}

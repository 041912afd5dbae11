import Foundation
import PostgreSQL
import Testing
import VaultTestSupport

@testable import Vault

@Suite(
    "News that are too much for one exchange", .serialized, .enabled(if: PostgresPrograms.exist))
struct MuchNewsTests {
    private static let count = 70_000
    private let team: SharedTeam

    init() throws { team = try SharedTeam() }

    /// Rows of secrets that came and went.
    private func insertGone(at epoch: Int64) throws {
        try team.database.psql(
            """
            INSERT INTO osc_vault.gone SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), \(epoch)
            FROM generate_series(1, \(Self.count)) AS g(n)
            """)
    }

    private func store() throws -> TeamStore {
        try #require(try team.unlocked().store as? TeamStore)
    }

    @Test(arguments: [true, false])
    func `come as a whole`(isFresh: Bool) throws {
        let store = try store()
        if !isFresh {
            var other = try team.unlocked()
            try team.add("second", to: &other)
        }
        try insertGone(at: isFresh ? 1 : 2)
        let known = isFresh ? TeamHistory(of: store.identity.vaultID) : store.history
        let question = NewsQuestion(known, nil)
        let connection = try #require(store.connection)
        let short = try question.shortNews(
            connection, TeamQueries.beginReading, TeamQueries.endReading)
        #expect(short?.newestEpoch == nil)
        let news = try question.news(connection)
        #expect(Set(news.rows.removedSecrets).count == Self.count)
        #expect(news.newestEpoch == (isFresh ? 1 : 2))
    }

    @Test func `are none where they are of epochs that nobody has written, and stop no writer`()
        throws
    {
        try insertGone(at: .max)
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        #expect(vault.epoch == 2)
        #expect(try team.secret("second", in: team.unlocked()) == "second's secret")
    }

    @Test func `are read by a new machine`() throws {
        try insertGone(at: 1)
        try team.forget("alice")
        #expect(try team.secret("first", in: team.unlocked()) == "first's secret")
    }

    @Test func `are read by a writer before it writes`() throws {
        var vault = try team.unlocked()
        var other = try team.unlocked()
        try team.add("second", to: &other)
        try insertGone(at: 2)
        try team.add("third", to: &vault)
        #expect(vault.epoch == 3)
        #expect(try team.secret("second", in: vault) == "second's secret")
        _ = try vault.verify()
    }
}

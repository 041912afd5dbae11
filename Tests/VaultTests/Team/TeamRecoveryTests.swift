import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("The recovery code of a team", .enabled(if: PostgresPrograms.exist))
struct TeamRecoveryTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    private func unlocked(
        on machine: String, _ code: String? = nil, of other: SharedTeam? = nil
    ) throws -> UnlockedVault {
        let team = other ?? self.team
        return try TeamVault.unlock(
            team.place(of: machine),
            recoveryCode: RecoveryCode(parsing: bytes(code ?? team.code)))
    }

    @Test func `opens the vault on a machine that has seen nothing of it`() throws {
        var vault = try unlocked(on: "safe")
        #expect(try team.secret("first", in: vault) == "first's secret")
        #expect(vault.team?.own.name.description == "recovery-code")
        try team.add("second", to: &vault)
        #expect(try team.secret("second", in: team.unlocked()) == "second's secret")
    }

    @Test func `does what an admin does, beside the member of the same machine`() throws {
        _ = try team.unlocked()
        var vault = try unlocked(on: "alice")
        let code = try vault.invite(
            team.name("bob"), as: .admin, until: SharedTeam.later, at: SharedTeam.now)
        try team.join("bob", code: text(code.text))
        #expect(try vault.admit(team.name("bob"), at: SharedTeam.now).role == .admin)
        try vault.note(AuditEvent(at: SharedTeam.now, action: .executed, detail: "one"))
        var alice = try team.unlocked()
        try alice.note(AuditEvent(at: SharedTeam.now, action: .executed, detail: "two"))
        #expect(
            try Set(alice.memberTrail().entries.map(\.member.description)) == [
                "alice", "recovery-code",
            ])
        #expect(try team.secret("first", in: team.unlocked("bob")) == "first's secret")
        try vault.removeMember(named: team.name("bob"), on: "here", by: nil, at: SharedTeam.later)
        #expect(try team.secret("first", in: unlocked(on: "alice")) == "first's secret")
    }

    @Test func `opens the replica while the server is away`() throws {
        let server = try PostgresServer()
        let team = try SharedTeam(on: server)
        _ = try unlocked(on: "safe", of: team)
        kill(try #require(server.process), SIGQUIT)
        let vault = try unlocked(on: "safe", of: team)
        #expect(try team.secret("first", in: vault) == "first's secret")
    }

    @Test func `is no other team's`() throws {
        let other = text(RecoveryCode.random().text)
        #expect(throws: VaultError.wrongPassword) { _ = try unlocked(on: "safe", other) }
    }

    @Test func `takes no team that a server has made around its public keys`() throws {
        let genuine = try unlocked(on: "safe").teamStore()
        let recovery = RosterEntry.Recovery(
            id: genuine.identity.member, keys: genuine.identity.keys.publicKeys)
        let mallory = Person("mallory")
        let forged = try Roster(of: genuine.identity.vaultID).entry(
            .found(
                RosterEntry.Founding(
                    founder: mallory.id, name: mallory.entryName, keys: mallory.publicKeys,
                    recovery: recovery, keyID: [UInt8](repeating: 1, count: 32))),
            by: mallory.id, at: Team.now, signedBy: mallory.keys.signing)
        let hex = { (bytes: [UInt8]) in bytes.map { String(format: "%02x", $0) }.joined() }
        try team.database.psql(
            """
            UPDATE osc_vault.roster SET body = decode('\(hex(forged.body))', 'hex'), \
            signature = decode('\(hex(forged.signature))', 'hex')
            """)
        #expect(throws: VaultError.team(.otherVault)) { _ = try unlocked(on: "another") }
    }

    @Test func `opens no other vault where one was seen`() throws {
        _ = try unlocked(on: "safe")
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        try FileManager.default.moveItem(
            atPath: team.directory.path + "/alice", toPath: team.directory.path + "/kept")
        try team.found()
        #expect(throws: VaultError.team(.otherVault)) { _ = try unlocked(on: "safe") }
    }
}

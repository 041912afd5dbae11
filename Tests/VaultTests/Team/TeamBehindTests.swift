import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A server that is behind", .enabled(if: PostgresPrograms.exist))
struct TeamBehindTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    private func found(_ member: String = "alice") -> VaultError? {
        do {
            _ = try team.unlocked(member)
            return nil
        } catch { return error as? VaultError }
    }

    private func newest(_ member: String = "alice") throws -> TeamHead {
        var newest: TeamHead?
        if case .team(.behind(_, let head)) = found(member) { newest = head }
        return try #require(newest, "the server is not behind")
    }

    private func putBack(_ member: String = "alice") throws {
        try TeamVault.open(team.place(of: member))
            .putBack(newest(member), password: bytes("\(member)'s password"))
    }

    @Test func `is told from one that lies: what it shows is a state that this machine has seen`()
        throws
    {
        var vault = try team.unlocked()
        try team.database.remember()
        let before = try #require(vault.team?.head)
        try team.add("second", to: &vault)
        let after = try #require(vault.team?.head)
        try team.database.goBack()
        #expect(found() == .team(.behind(found: before, newest: after)))
        #expect(throws: VaultError.team(.behind(found: before, newest: after))) {
            try team.add("third", to: &vault)
        }
    }

    @Test func `gets back what it has lost, as it was signed`() throws {
        try team.take("bob")
        var vault = try team.unlocked()
        try team.database.remember()
        try team.add("second", to: &vault)
        try vault.commit(at: SharedTeam.now) { transaction throws(VaultError) in
            let first = try transaction.contents.keys().first { $0.name.description == "first" }
            if let first { try transaction.removeKey(first.id) }
        }
        try team.take("carol", as: .reader)
        let head = try #require(try team.unlocked().team?.head)
        let signed = try team.database.psql("SELECT epoch, body, signature FROM osc_vault.manifest ORDER BY 1")
        try team.database.goBack()
        try putBack()
        #expect(
            try team.database.psql("SELECT epoch, body, signature FROM osc_vault.manifest ORDER BY 1")
                == signed)
        let alice = try team.unlocked()
        #expect(alice.team?.head == head)
        _ = try alice.verify()
        // Whoever was away reads on, and so does a machine that has nothing.
        for member in ["bob", "carol"] {
            let vault = try team.unlocked(member)
            #expect(try vault.contents.keys().map(\.name.description) == ["second"])
            _ = try vault.verify()
        }
        try team.forget("bob")
        _ = try team.unlocked("bob").verify()
    }

    @Test func `gets back a removal and the key that it gave the vault`() throws {
        try team.take("bob")
        try team.take("carol")
        _ = try team.unlocked("carol")
        try team.database.remember()
        var vault = try team.unlocked()
        try vault.removeMember(named: team.name("bob"), on: "here", by: nil, at: SharedTeam.later)
        try team.add("second", to: &vault)
        try team.database.goBack()
        try putBack()
        #expect(found("bob") == .team(.removed))
        let carol = try team.unlocked("carol")
        #expect(try team.secret("second", in: carol) == "second's secret")
        _ = try carol.verify()
    }

    @Test func `is not written to by a machine whose newest state another has outgrown`() throws {
        try team.take("bob")
        _ = try team.unlocked("bob")
        var alice = try team.unlocked()
        try team.database.remember()
        try team.add("second", to: &alice)
        let lost = try #require(alice.team?.head)
        try team.database.goBack()
        // bob has not seen what was lost, and goes on without it.
        var bob = try team.unlocked("bob")
        try team.add("other", to: &bob)
        try team.add("another", to: &bob)
        guard case .team(.split(let fork)) = found() else {
            Issue.record("nobody notices")
            return
        }
        #expect(fork.seen.head == lost)
        #expect(fork.seen.author?.description == "alice")
        #expect(fork.shown.author?.description == "bob")
        #expect(fork.shown.head.epoch == lost.epoch)
        // What was lost is still to be had on the machine that has seen it.
        let offline = try team.unlocked(reach: .offline)
        #expect(try team.secret("second", in: offline) == "second's secret")
        #expect(throws: VaultError.self) {
            try TeamVault.open(team.place(of: "alice"))
                .putBack(lost, password: bytes("alice's password"))
        }
        #expect(try bob.reopened().contents.keyCount == 3)
    }

    @Test func `gets nothing from a copy that was changed`() throws {
        var vault = try team.unlocked()
        try team.database.remember()
        try team.add("second", to: &vault)
        let id = vault.vaultID
        try team.database.goBack()
        let newest = try newest()
        let path = team.directory.path + "/alice/\(id).replica"
        let changed = try Child(
            "sqlite3", [path, "UPDATE secret SET body = zeroblob(length(body))"],
            environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
        #expect(changed.status == 0, "\(changed.errors)")
        #expect(throws: VaultError.self) {
            try TeamVault.open(team.place(of: "alice"))
                .putBack(newest, password: bytes("alice's password"))
        }
        #expect(try team.database.psql("SELECT max(epoch) FROM osc_vault.manifest") == "1")
    }
}

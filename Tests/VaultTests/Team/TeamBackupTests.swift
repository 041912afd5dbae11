import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A team's backup", .enabled(if: PostgresPrograms.exist))
struct TeamBackupTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    private var file: FilePath { team.folder(of: "backup") }

    private func backUp(as member: String = "alice") throws -> VerifiedTeamBackup {
        var vault = try team.unlocked(member)
        return try vault.backUpTeam(to: file, at: SharedTeam.later)
    }

    private func verified(as member: String = "alice") throws -> VerifiedTeamBackup {
        try TeamBackup(reading: file)
            .verified(at: team.place(of: member), password: bytes("\(member)'s password"))
    }

    @Test func `is one private file, which says where the vault stood`() throws {
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        let copy = try backUp()
        #expect(copy.head == vault.team?.head)
        #expect(copy.contents.keyCount == 2)
        let facts = try FileManager.default.attributesOfItem(atPath: file.string)
        #expect(facts[.posixPermissions] as? Int == 0o600)
        #expect(try verified().head == copy.head)
        let bytes = try Data(contentsOf: URL(filePath: file.string))
        #expect(bytes.range(of: Data("second's secret".utf8)) == nil)
        #expect(throws: VaultError.fileExists(path: file.string)) { _ = try backUp() }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: team.folder(of: "alice").string)
                .filter { $0.hasPrefix(".new") }.isEmpty)
    }

    @Test func `is any member's to make, and is in their log`() throws {
        try team.take("bob", as: .reader)
        _ = try backUp(as: "bob")
        #expect(try verified().members.map(\.name.description) == ["alice", "bob", "recovery-code"])
        let noted = try team.unlocked().memberTrail().entries.last
        #expect(noted?.member.description == "bob")
        #expect(noted?.event?.action == .backupBegun)
    }

    @Test func `opens with the recovery code, and for nobody who is no member`() throws {
        _ = try backUp()
        let code = try RecoveryCode(parsing: bytes(team.code))
        #expect(try TeamBackup(reading: file).verified(recoveryCode: code).contents.keyCount == 1)
        #expect(throws: VaultError.team(.notAMember)) { _ = try verified(as: "eve") }
        #expect(throws: VaultError.wrongPassword) {
            _ = try TeamBackup(reading: file)
                .verified(at: team.place(of: "alice"), password: bytes("another"))
        }
    }

    @Test(arguments: [
        "UPDATE secret SET body = zeroblob(length(body))",
        "UPDATE page SET body = zeroblob(length(body)) WHERE place = (SELECT min(place) FROM page)",
        "UPDATE signed_manifest SET signature = zeroblob(64) WHERE epoch = 1",
        "DELETE FROM signed_manifest WHERE epoch = 2",
        "DELETE FROM signed_roster WHERE number = 1",
        "UPDATE member_slot SET key_epoch = 2",
        "UPDATE member_event SET signature = zeroblob(64)",
        "UPDATE manifest SET body = zeroblob(length(body))",
        "DELETE FROM audit WHERE sequence = 1",
        "CREATE TABLE more(a)",
    ])
    func `is refused when anything of it was changed`(sql: String) throws {
        try team.take("bob")
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        _ = try backUp()
        let changed = try Child(
            "sqlite3", [file.string, sql], environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
        #expect(changed.status == 0, "\(changed.errors)")
        #expect(throws: VaultError.self) { _ = try verified() }
    }

    @Test func `brings the vault back in an empty database, as it was signed`() throws {
        try team.take("bob")
        var vault = try team.unlocked()
        try vault.note(AuditEvent(at: SharedTeam.now, action: .executed, detail: "one"))
        try team.add("second", to: &vault)
        let copy = try backUp()
        let signed = try team.database.psql(
            "SELECT body, signature FROM osc_vault.manifest UNION ALL SELECT body, signature FROM osc_vault.roster "
                + "UNION ALL SELECT body, signature FROM osc_vault.audit ORDER BY 1")
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        try copy.restore(to: team.place(of: "alice"))
        #expect(
            try team.database.psql(
                "SELECT body, signature FROM osc_vault.manifest UNION ALL SELECT body, signature FROM osc_vault.roster "
                    + "UNION ALL SELECT body, signature FROM osc_vault.audit ORDER BY 1") == signed)
        let alice = try team.unlocked()
        #expect(alice.team?.head == copy.head)
        _ = try alice.verify()
        #expect(try alice.memberTrail().entries.count == 2)
        var bob = try team.unlocked("bob")
        try team.add("third", to: &bob)
        try team.forget("bob")
        _ = try team.unlocked("bob").verify()
    }

    @Test func `is put into no database that has a vault`() throws {
        let copy = try backUp()
        #expect(throws: VaultError.team(.vaultExists)) {
            try copy.restore(to: team.place(of: "alice"))
        }
        let other = try SharedTeam()
        #expect(throws: VaultError.self) { try copy.restore(to: other.place(of: "alice")) }
    }

    @Test func `that is older than what a machine has seen is followed by what came after`() throws {
        let copy = try backUp()
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        let head = try #require(vault.team?.head)
        #expect(try copy.isOlderThanSeen(at: team.place(of: "alice")) == head.epoch)
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        try copy.restore(to: team.place(of: "alice"))
        #expect(throws: VaultError.team(.behind(found: copy.head, newest: head))) {
            _ = try team.unlocked()
        }
        try TeamVault.open(team.place(of: "alice"))
            .putBack(head, password: bytes("alice's password"))
        #expect(try team.unlocked().team?.head == head)
    }
}

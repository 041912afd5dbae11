import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("A vault that is made, closed and opened again")
struct RoundTripTests {
    @Test func `gives back the secret and the record that were stored`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let record = fixture.record(name: "alice")
        try fixture.add(record, secret: "TESTSECRETKEY", to: &vault)
        let again = try fixture.unlocked()
        #expect(again.contents.keys == [record])
        #expect(try text(again.secret(of: record.id)) == "TESTSECRETKEY")
        #expect(again.epoch == 2)
    }

    @Test func `opens with its recovery code`() throws {
        let fixture = try VaultFixture()
        let code = try RecoveryCode(parsing: fixture.recoveryText())
        let vault = try LockedVault.open(fixture.files).unlock(recoveryCode: code)
        #expect(vault.epoch == 1)
    }

    @Test func `refuses a wrong password and stays usable`() throws {
        let fixture = try VaultFixture()
        let locked = try LockedVault.open(fixture.files)
        #expect(throws: VaultError.wrongPassword) {
            _ = try locked.unlock(password: bytes("wrong"))
        }
        _ = try locked.unlock(password: bytes(VaultFixture.password))
    }

    @Test func `takes 200 keys over several pages and loses none when some are removed`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let records = (0..<200).map { fixture.record(name: "key-\($0)") }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for record in records { try transaction.add(record, secret: bytes(record.accessKeyID)) }
        }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for record in records.prefix(150) { try transaction.removeKey(record.id) }
        }
        let again = try fixture.unlocked()
        #expect(Set(again.contents.keys) == Set(records.dropFirst(150)))
        #expect(try text(again.secret(of: records[199].id)) == records[199].accessKeyID)
    }

    @Test func `sees what another connection has written`() throws {
        let fixture = try VaultFixture()
        var first = try fixture.unlocked()
        var second = try fixture.unlocked()
        try fixture.add(fixture.record(name: "one"), secret: "1", to: &first)
        try fixture.add(fixture.record(name: "two"), secret: "2", to: &second)
        #expect(Set(second.contents.keys.map(\.name.description)) == ["one", "two"])
        #expect(throws: VaultError.self) {
            try fixture.add(fixture.record(name: "two"), secret: "3", to: &first)
        }
    }

    @Test func `refuses entries that no page can take, and keeps what was there`() throws {
        let victim = try Victim(step: 1)
        var vault = try victim.unlocked()
        for (count, length) in [(1, 1_100_000), (50, 30_000)] {
            #expect(throws: VaultError.self) {
                try vault.commit(at: .now) { transaction throws(VaultError) in
                    for number in 0..<count {
                        let user = String(repeating: "u", count: length)
                        try transaction.add(
                            Samples.record(name: "large-\(number)", user: user), secret: bytes("1"))
                    }
                }
            }
            #expect(try victim.read() == victim.whole)
        }
        let error = #expect(throws: VaultError.self) {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                let user = String(repeating: "u", count: 1_100_000)
                try transaction.add(Samples.record(name: "large", user: user), secret: bytes("1"))
            }
        }
        guard case .entryTooLarge = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

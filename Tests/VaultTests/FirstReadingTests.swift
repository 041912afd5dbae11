import Foundation
import SecretMemory
import Synchronization
import SystemPackage
import Testing

@testable import Vault

@Suite("What is asked of the key when a vault is opened")
struct FirstReadingTests {
    /// Writes down what it is asked for at once.
    private final class NotedKey: ForwardingKey {
        let key: any VaultKey
        private let noted = Mutex<[[KeyOperation]]>([])

        init(_ key: any VaultKey) { self.key = key }

        var questions: [[KeyOperation]] { noted.withLock { $0 } }
        func open(
            _ box: [UInt8], under context: SealingContext, type: UInt16
        ) throws(VaultError) -> SecretBytes {
            noted.withLock { $0.append([]) }
            return try key.open(box, under: context, type: type)
        }

        func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8] {
            noted.withLock { $0.append([.attest(attestation)]) }
            return try key.attest(attestation)
        }

        func perform(
            _ operations: [KeyOperation], meanwhile work: () -> Void
        ) throws(BatchError) -> [KeyResult] {
            noted.withLock { $0.append(operations) }
            return try key.perform(operations, meanwhile: work)
        }
    }

    private func small() throws -> VaultFixture {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(Samples.profile)
            try transaction.put(Samples.intent(Samples.issue(.unknown)))
            for number in 0..<10 {
                try transaction.add(Samples.record(name: "key-\(number)"), secret: bytes("x"))
            }
        }
        return fixture
    }

    @Test func `is one message for a small vault, and all of its keys come with it`() throws {
        let fixture = try small()
        let key = NotedKey(try fixture.unlocked().key)
        let vault = try LockedVault.open(fixture.files).unlock(with: key)
        #expect(try vault.contents.keys().count == 10)
        #expect(try vault.contents.key(named: Samples.record(name: "key-3").name) != nil)
        #expect(vault.contents.profiles == [Samples.profile] && vault.contents.intents.count == 1)
        #expect(key.questions.map(\.count) == [6])
    }

    @Test func `is one message more where another process has written`() throws {
        let fixture = try small()
        let key = NotedKey(try fixture.unlocked().key)
        let vault = try LockedVault.open(fixture.files).unlock(with: key)
        var other = try fixture.unlocked()
        try other.commit(at: .now) { transaction throws(VaultError) in
            try transaction.add(Samples.record(name: "new"), secret: bytes("y"))
        }
        #expect(try vault.contents.key(named: Samples.record(name: "new").name) != nil)
        #expect(key.questions.map(\.count) == [6, 6])
    }

    @Test(arguments: PageKind.allCases, [false, true])
    func `tells of a changed page what its digest tells, and of a changed manifest its MAC first`(
        kind: PageKind, alsoManifest: Bool
    ) throws {
        let fixture = try small()
        let key = NotedKey(try fixture.unlocked().key)
        let raw = try RawDatabase(fixture.files.database.string)
        try raw.run(
            "UPDATE page SET body = zeroblob(length(body)) WHERE place >> 32 = \(kind.rawValue)")
        if alsoManifest { try raw.run("UPDATE manifest SET tag = zeroblob(32)") }
        let refusal =
            alsoManifest ? "the manifest's MAC is wrong" : "a page is not the one of the manifest"
        #expect(throws: VaultError.damaged(refusal)) {
            _ = try LockedVault.open(fixture.files).unlock(with: key)
        }
        // The second time for the two MACs alone.
        #expect(key.questions.map(\.count) == [6, 2])
    }

    @Test func `opens no page for a manifest that tells of many, before it is verified`() throws {
        let fixture = try small()
        let key = NotedKey(try fixture.unlocked().key)
        let raw = try RawDatabase(fixture.files.database.string)
        var body = try raw.run("SELECT body FROM manifest")[0]
        // The number of pages of keys.
        body[156] = 2
        try raw.run("UPDATE manifest SET body = ?1", body)
        #expect(throws: VaultError.damaged("the manifest's MAC is wrong")) {
            _ = try LockedVault.open(fixture.files).unlock(with: key)
        }
        #expect(key.questions.map(\.count) == [5])
    }

    @Test func `does not take the content of a page that another manifest vouches for`() throws {
        let fixture = try small()
        let key = NotedKey(try fixture.unlocked().key)
        let raw = try RawDatabase(fixture.files.database.string)
        let older = try raw.run("SELECT body FROM page WHERE place >> 32 = 17")
        var vault = try fixture.unlocked()
        var profile = Samples.profile
        profile.region = "us-east-2"
        let changed = profile
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(changed)
        }
        // It opens: its generation is put back with it.
        try raw.run(
            "UPDATE page SET body = ?1, generation = generation - 1 WHERE place >> 32 = 17",
            older[0])
        #expect(throws: VaultError.damaged("a page is not the one of the manifest")) {
            _ = try LockedVault.open(fixture.files).unlock(with: key)
        }
        #expect(key.questions.map(\.count) == [6])
    }
}

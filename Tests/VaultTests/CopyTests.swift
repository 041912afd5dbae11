import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A backup")
struct BackupTests {
    @Test func `says what the vault says, and only its owner may read it`() throws {
        let victim = try Victim()
        var vault = try victim.unlocked()
        let copy = try vault.backUp(to: victim.copy, at: .now)
        #expect(copy.epoch == vault.epoch && copy.fingerprint == vault.fingerprint)
        let read = try victim.verified(victim.copy)
        #expect(Set(try read.contents.keys()) == victim.whole.keys)
        for (id, secret) in victim.whole.secrets {
            let sealed = try read.sealedSecret(of: id)
            let opened = try vault.key.open(sealed.box, under: sealed.context, type: sealed.type)
            #expect(text(opened) == secret)
        }
        var facts = stat()
        #expect(lstat(victim.copy.string, &facts) == 0 && facts.st_mode & 0o7777 == 0o600)
        #expect(try victim.besideCopy() == [])
    }

    @Test func `has the events that waited in the spool, and its own`() throws {
        let spooled = try SpooledVault()
        try spooled.note(1...3)
        var vault = try spooled.victim.unlocked()
        let copy = try vault.backUp(to: spooled.victim.copy, at: .now)
        #expect(copy.events.last?.event.action == .backupBegun)
        #expect(try vault.auditTrail() == copy.events)
        #expect(copy.events.count == spooled.stored + 4)
    }

    @Test func `never takes a file's place`() throws {
        let victim = try Victim()
        var vault = try victim.unlocked()
        let path = URL(filePath: victim.copy.string)
        try victim.scratch.write(Data("mine".utf8), to: path)
        let epoch = vault.epoch
        #expect(throws: VaultError.fileExists(path: victim.copy.string)) {
            _ = try vault.backUp(to: victim.copy, at: .now)
        }
        #expect(try Data(contentsOf: path) == Data("mine".utf8) && vault.epoch == epoch)
    }

    @Test func `is not made where a record of the vault is damaged`() throws {
        let victim = try Victim()
        try victim.raw().run("UPDATE secret SET body = zeroblob(168)")
        var vault = try victim.unlocked()
        #expect(throws: VaultError.damaged("a key's secret is not the one that was stored")) {
            _ = try vault.backUp(to: victim.copy, at: .now)
        }
        #expect(!FileManager.default.fileExists(atPath: victim.copy.string))
        #expect(try victim.besideCopy() == [])
    }

    @Test func `with a changed byte or without its end is refused, or says the same`() throws {
        let victim = try Victim(step: 1)
        var vault = try victim.unlocked()
        _ = try vault.backUp(to: victim.copy, at: .now)
        let whole = try Data(contentsOf: URL(filePath: victim.copy.string))
        let keys = Set(try vault.contents.keys())
        var generator = SplitMix64(seed: 11)
        var refused = 0
        for number in 0..<300 {
            var changed = whole
            if number % 10 == 0 {
                changed = changed.prefix(Int.random(in: 0..<whole.count, using: &generator))
            } else {
                changed[Int.random(in: 0..<whole.count, using: &generator)] ^= UInt8.random(
                    in: 1...255, using: &generator)
            }
            try victim.scratch.write(changed, to: URL(filePath: victim.copy.string))
            do {
                let read = try victim.verified(victim.copy)
                #expect(Set(try read.contents.keys()) == keys)
            } catch is VaultError { refused += 1 }
        }
        #expect(refused > 60, "\(refused)")
    }

    @Test(arguments: ["-journal", "-wal"])
    func `with a journal beside it is no whole copy`(suffix: String) throws {
        let victim = try Victim()
        var vault = try victim.unlocked()
        _ = try vault.backUp(to: victim.copy, at: .now)
        let beside = victim.copy.string + suffix
        try victim.scratch.write(Data([1]), to: URL(filePath: beside))
        #expect(throws: VaultError.unfinishedCopy(path: victim.copy.string, beside: beside)) {
            _ = try VaultImage(reading: victim.copy)
        }
    }
}

@Suite("Two copies of a vault")
struct LineageTests {
    @Test func `follow each other as they were written`() throws {
        let stored = try StoredVault.shared
        let victim = try Victim()
        let copies = try stored.history.map { try victim.verified($0) }
        for (index, one) in copies.enumerated() {
            for (other, two) in copies.enumerated() {
                let wanted: Lineage = index == other ? .same : index < other ? .older : .newer
                #expect(try one.lineage(from: two) == wanted, "\(index) \(other)")
            }
        }
    }

    @Test(arguments: [1, 3]) func `have forked where both went on`(writes: Int) throws {
        let (one, other) = (try Victim(step: 3), try Victim(step: 3))
        for (victim, count) in [(one, 2), (other, writes)] {
            var vault = try victim.unlocked()
            for number in 0..<count {
                try vault.commit(at: .now) { transaction throws(VaultError) in
                    try transaction.record(
                        AuditEvent(at: .now, action: .exported, detail: "\(number)"))
                }
            }
        }
        let copies = try [one, other].map {
            try $0.verified(Data(contentsOf: $0.scratch.database))
        }
        #expect(try copies[0].lineage(from: copies[1]) == .forked)
        #expect(try copies[1].lineage(from: copies[0]) == .forked)
    }

    @Test func `of two vaults are unrelated`() throws {
        let victim = try Victim()
        let fixture = try VaultFixture()
        let image = try LockedImage(VaultImage(of: fixture.files))
        let other = try image.opened(with: fixture.unlocked().key).verified()
        #expect(try victim.verified(victim.content).lineage(from: other) == .unrelated)
    }
}

@Suite("A survey of a damaged vault")
struct SurveyTests {
    @Test func `of a whole one finds nothing, and everything`() throws {
        let victim = try Victim()
        let survey = try victim.survey()
        #expect(survey.findings == [] && survey.lost == [])
        #expect(Set(survey.keys.map(\.record)) == victim.whole.keys)
        #expect(survey.profiles == victim.whole.profiles)
        #expect(survey.intents == victim.whole.intents)
        #expect(survey.eventCount == victim.whole.events.count)
    }

    @Test func `names the keys whose secrets are lost, and keeps the others`() throws {
        let victim = try Victim()
        let keys = victim.whole.keys.sorted { $0.name < $1.name }
        try victim.raw().run("DELETE FROM secret WHERE id = ?1", keys[0].id.bytes)
        try victim.raw().run(
            "UPDATE secret SET body = zeroblob(168) WHERE id = ?1", keys[1].id.bytes)
        let survey = try victim.survey()
        #expect(survey.lost.map(\.name) == keys.prefix(2).map(\.name.description))
        #expect(survey.lost.map(\.reason).allSatisfy { $0.hasPrefix("its secret is") })
        #expect(Set(survey.keys.map(\.record)) == Set(keys.dropFirst(2)))
    }

    @Test func `counts the keys of a page that is lost, and says which page`() throws {
        let victim = try Victim()
        try victim.raw().run("UPDATE page SET body = zeroblob(4136) WHERE place = 16 << 32")
        let survey = try victim.survey()
        #expect(survey.findings.contains("page 0 of the keys does not open"))
        #expect(survey.keys.count + survey.lost.count == 70 && survey.lost.count > 10)
        #expect(survey.lost.allSatisfy { $0.reason == "its entry can't be read" })
    }

    @Test func `names them by the audit log`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let record = fixture.record(name: "lost")
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.add(record, secret: bytes("S"))
            try transaction.record(
                AuditEvent(
                    at: .now, action: .stored, key: "lost", accessKeyID: record.accessKeyID))
        }
        let raw = try RawDatabase(fixture.files.database.string)
        try raw.run("DELETE FROM page WHERE place = 16 << 32")
        let image = try LockedImage(VaultImage(of: fixture.files))
        let survey = try image.opened(with: vault.key).survey()
        #expect(survey.lost.map(\.name) == ["lost"])
        #expect(survey.lost.map(\.accessKeyID) == [record.accessKeyID])
    }

    @Test func `goes on without manifest, directories, nodes and schema`() throws {
        let victim = try Victim()
        for statement in [
            "UPDATE manifest SET tag = zeroblob(32)", "DELETE FROM node", "DELETE FROM directory",
            "CREATE TABLE added(x)",
        ] { try victim.raw().run(statement) }
        let survey = try victim.survey()
        #expect(survey.findings.count >= 4)
        #expect(Set(survey.keys.map(\.record)) == victim.whole.keys)
    }

    @Test(arguments: [7, 1_000_000_000, UInt64.max])
    func `looks for no more rows than the file has room for, whatever the file says`(
        said: UInt64
    ) throws {
        let victim = try Victim()
        let store = try SQLiteStore(image: Array(victim.content), of: victim.copy)
        let surveyor = Surveyor(
            store: store, key: try victim.key(), byteCount: victim.content.count)
        let room = victim.content.count / 40
        #expect(surveyor.events(upTo: said).count == min(room, Int(clamping: said)))
        #expect(surveyor.pages(Int(clamping: said)).count == min(room, Int(clamping: said)))
        #expect(surveyor.pages(-1).isEmpty && surveyor.events(upTo: 0) == 1...1)
    }

    @Test func `of noise in its middle neither fails nor makes anything up`() throws {
        let victim = try Victim()
        var generator = SplitMix64(seed: 3)
        for start in stride(from: 4_096, to: victim.content.count, by: 12_288) {
            var copy = victim.content
            for index in start..<min(start + 4_096, copy.count) {
                copy[index] = UInt8.random(in: 0...255, using: &generator)
            }
            guard let image = try? LockedImage(victim.image(copy)) else { continue }
            let survey = try image.opened(with: victim.key()).survey()
            #expect(!survey.findings.isEmpty || !survey.lost.isEmpty, "\(start)")
            #expect(Set(survey.keys.map(\.record)).isSubset(of: victim.whole.keys))
        }
    }
}

@Suite("A file in the vault's place")
struct RestorationTests {
    @Test(arguments: 0..<4) func `is above all that was seen, and tells why it is there`(step: Int)
        throws
    {
        let victim = try Victim()
        let outcome = try victim.restore(step: step)
        #expect(outcome.epoch == 7)
        let vault = try victim.unlocked()
        #expect(vault.warnings.isEmpty && vault.epoch == 7)
        #expect(try vault.auditTrail().last?.event.action == .restored)
        #expect(try vault.auditTrail().last?.event.detail == "why")
        #expect(Set(try vault.contents.keys()) == victim.stored.wholes[step].keys)
        _ = try vault.verify()
        let kept = try #require(outcome.kept)
        #expect(try Data(contentsOf: URL(filePath: kept.string)) == victim.content)
    }

    @Test func `makes the file that it replaces the older one`() throws {
        let victim = try Victim()
        _ = try victim.restore(step: 1)
        try victim.replace(with: victim.content)
        #expect(throws: VaultError.rolledBack(found: 6, expected: 7)) { try victim.read() }
    }

    @Test func `takes the spool away that follows the replaced file`() throws {
        let victim = try Victim()
        var vault = try victim.unlocked()
        try vault.note(AuditEvent(at: .now, action: .executed, key: "key-1"))
        let outcome = try victim.restore(step: 2)
        #expect(outcome.hasKeptSpool)
        let kept = try #require(outcome.kept)
        #expect(FileManager.default.fileExists(atPath: kept.string + "-spool"))
        let restored = try victim.unlocked()
        _ = try restored.verify()
    }

    @Test func `settles what the vault in place has settled`() throws {
        let victim = try Victim()
        let intent = try #require(victim.whole.intents.first)
        _ = try victim.restore(step: 3, settled: [intent.id])
        #expect(try victim.unlocked().contents.intents.isEmpty)
    }

    @Test func `is the vault where there was none`() throws {
        let victim = try Victim()
        try FileManager.default.removeItem(at: victim.scratch.database)
        let outcome = try victim.restore(step: 2)
        #expect(outcome.kept == nil)
        #expect(try victim.unlocked().epoch == 7)
    }

    @Test func `goes no further than numbers do`() throws {
        let victim = try Victim()
        #expect(throws: Manifest.exhausted) {
            _ = try victim.restore(step: 2, seen: .max)
        }
        #expect(try victim.read() == victim.whole)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: victim.scratch.files.directory.string)
        #expect(!names.contains { $0.contains("restoring") || $0.contains("replaced") })
    }
}

extension Victim {
    var copy: FilePath {
        FilePath(scratch.directory.appending(path: "copy.db").path)
    }

    /// What else has the copy's name in its own.
    func besideCopy() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.directory.path)
            .filter { $0.contains("copy.db") && $0 != "copy.db" }
    }

    func key() throws -> any VaultKey {
        let fresh = try Victim()
        return try fresh.unlocked().key
    }

    func image(_ content: Data) throws -> VaultImage {
        let path = scratch.directory.appending(path: "image-\(UUID())")
        try scratch.write(content, to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        return try VaultImage(reading: FilePath(path.path))
    }

    func verified(_ path: FilePath) throws -> VerifiedImage {
        try LockedImage(VaultImage(reading: path)).opened(with: key()).verified()
    }

    func verified(_ content: Data) throws -> VerifiedImage {
        try LockedImage(image(content)).opened(with: key()).verified()
    }

    func survey() throws -> VaultSurvey {
        try LockedImage(VaultImage(of: scratch.files)).opened(with: key()).survey()
    }

    func restore(
        step: Int, seen: UInt64 = 6, settled: [RecordID] = []
    ) throws -> Restoration.Outcome {
        try Restoration(
            of: verified(stored.history[step]), to: scratch.files, above: seen, settled: settled
        ).place(at: .now, reason: "why")
    }
}

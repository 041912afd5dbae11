import Foundation
import SystemPackage
import Testing

@testable import Vault

@Suite("Several at once")
struct ConcurrencyTests {
    @Test func `four processes that write at once lose nothing`() async throws {
        let victim = try Victim(step: 0)
        let path = victim.scratch.directory.path
        let code = victim.stored.recoveryCode
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    await #expect(processExitsWith: .success) {
                        [path = path as String, code = code as [UInt8], writer = writer as Int] in
                        try Writer(path: path, code: code).write(5, as: writer)
                    }
                }
            }
        }
        let vault = try victim.unlocked()
        #expect(vault.epoch == 2 + 20)
        try expectAll(in: vault, writers: 4, each: 5)
    }

    @Test func `four threads with connections of their own and no lock lose nothing`() async throws
    {
        let victim = try Victim(step: 0)
        let writer = Writer(files: victim.scratch.files, code: victim.stored.recoveryCode)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask {
                    try await onThread { try writer.writeUnlocked(5, as: number) }
                }
            }
            try await group.waitForAll()
        }
        try expectAll(in: victim.unlocked(), writers: 4, each: 5)
    }

    @Test func `another key for the vault waits for whoever notes an event, and loses none`()
        async throws
    {
        let victim = try Victim(step: 0)
        let writer = Writer(files: victim.scratch.files, code: victim.stored.recoveryCode)
        let (noted, end) = (Counter(), Flag())
        async let noting: Void = onThread {
            try writer.noteUntilRefused(counting: noted, until: end)
        }
        while noted.value == 0, !end.isRaised { try await Task.sleep(for: .milliseconds(1)) }
        #expect(noted.value > 0)
        try await onThread {
            defer { end.raise() }
            try writer.rekey()
        }
        try await noting
        let events = try victim.read().events.map(\.event)
        #expect(events.count { $0.action == .revealed } == noted.value)
        #expect(events.last?.action == .rekeyed)
    }

    @Test func `a reader sees what was before or after a write, never a mixture`() async throws {
        let victim = try Victim(step: 0)
        let writer = Writer(files: victim.scratch.files, code: victim.stored.recoveryCode)
        let end = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { end.raise() }
                try await onThread { try writer.writePairs(15) }
            }
            for _ in 0..<2 {
                group.addTask {
                    try await onThread {
                        repeat { try writer.expectPairs() } while !end.isRaised
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try victim.unlocked().contents.keyCount == 2)
    }

    @Test func `the second writer works on what the first has written`() throws {
        let victim = try Victim(step: 0)
        var first = try victim.unlocked()
        var second = try victim.unlocked()
        try first.commit(at: .now) { transaction throws(VaultError) in
            try transaction.add(Samples.record(name: "taken"), secret: bytes("1"))
        }
        var seen: [String] = []
        try second.commit(at: .now) { transaction throws(VaultError) in
            seen = try transaction.contents.keys().map(\.name.description)
            try transaction.record(AuditEvent(at: .now, action: .exported))
        }
        #expect(seen == ["taken"])
        #expect(throws: VaultError.self) {
            try second.commit(at: .now) { transaction throws(VaultError) in
                try transaction.add(Samples.record(name: "taken"), secret: bytes("2"))
            }
        }
        #expect(second.epoch == first.epoch + 1)
    }

    @Test func `a key that another process has removed is gone, not damaged`() throws {
        let victim = try Victim(step: 1)
        let reader = try victim.unlocked()
        var other = try victim.unlocked()
        let key = try #require(reader.contents.keys().first { $0.name.description == "key-1" })
        try other.commit(at: .now) { transaction throws(VaultError) in
            try transaction.removeKey(key.id)
        }
        #expect(throws: VaultError.noSuchEntry(.key, "key-1")) { _ = try reader.secret(of: key.id) }
        let left = try #require(reader.contents.keys().first { $0.name.description == "key-2" })
        #expect(try text(reader.secret(of: left.id)) == "SECRET-OF-key-2")
    }

    @Test func `an open vault gives no secret of a file that has gone back or another way`() throws
    {
        let victim = try Victim()
        let reader = try victim.unlocked()
        let id = try #require(reader.contents.keys().first).id
        let older = try Victim(step: 3).raw()
        try victim.raw().run(
            "UPDATE manifest SET body = ?1, tag = ?2",
            try #require(older.run("SELECT body FROM manifest").first),
            try #require(older.run("SELECT tag FROM manifest").first))
        #expect(throws: VaultError.rolledBack(found: 5, expected: 6)) {
            _ = try reader.secret(of: id)
        }
    }

    @Test func `what a transaction threw away leaves nothing`() throws {
        let victim = try Victim(step: 1)
        var vault = try victim.unlocked()
        #expect(throws: VaultError.busy) {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.add(Samples.record(name: "new"), secret: bytes("1"))
                try transaction.removeKey(transaction.contents.keys()[0].id)
                throw .busy
            }
        }
        #expect(try Whole(of: vault) == victim.whole)
        #expect(try victim.read() == victim.whole)
        #expect(try Data(contentsOf: victim.scratch.database) == victim.content)
    }

    @Test func `nobody can write between two looks of one reader`() throws {
        let victim = try Victim()
        let reader = try SQLiteStore(opening: victim.scratch.files)
        let raw = try victim.raw()
        try reader.snapshot { () throws(VaultError) in
            #expect(try reader.secretCount() == 70)
            #expect(throws: RawDatabase.Failure.self) { try raw.run("DELETE FROM secret") }
            #expect(try reader.secretCount() == 70)
        }
        try raw.run("DELETE FROM secret")
    }

    @Test func `nobody can write from the beginning of another's change to its end`() throws {
        let victim = try Victim()
        let raw = try victim.raw()
        var vault = try victim.unlocked()
        try vault.commit(at: .now) { transaction throws(VaultError) in
            #expect(throws: RawDatabase.Failure.self) { try raw.run("BEGIN IMMEDIATE") }
            try transaction.record(AuditEvent(at: .now, action: .exported))
        }
        try raw.run("BEGIN IMMEDIATE")
    }

    @Test func `a reader doesn't see what another has not committed`() throws {
        let victim = try Victim()
        let raw = try victim.raw()
        try raw.run("BEGIN IMMEDIATE")
        try raw.run("DELETE FROM secret")
        #expect(try victim.read() == victim.whole)
        try raw.run("ROLLBACK")
    }
}

@Suite("The lock of commands that change keys")
struct VaultLockTests {
    @Test func `is held by one at a time`() throws {
        let scratch = try Scratch()
        do {
            let held = try VaultLock(acquiring: scratch.files, waiting: 0)
            #expect(throws: VaultError.busy) {
                _ = try VaultLock(acquiring: scratch.files, waiting: 0)
            }
            _ = consume held
        }
        _ = try VaultLock(acquiring: scratch.files, waiting: 0)
    }

    @Test func `ends with its process, however that ends`() async throws {
        let scratch = try Scratch()
        let path = scratch.directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let lock = try VaultLock(acquiring: Writer.files(in: path), waiting: 0)
            kill(getpid(), SIGKILL)
            _ = consume lock
        }
        #expect(FileManager.default.fileExists(atPath: scratch.files.lock.string))
        _ = try VaultLock(acquiring: scratch.files, waiting: 0)
    }

    @Test func `is no link's target`() throws {
        let scratch = try Scratch()
        let target = scratch.directory.appending(path: "target")
        #expect(symlink(target.path, scratch.files.lock.string) == 0)
        #expect(throws: VaultError.self) {
            _ = try VaultLock(acquiring: scratch.files, waiting: 0)
        }
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }
}

private func expectAll(in vault: borrowing UnlockedVault, writers: Int, each: Int) throws {
    var expected: Set<String> = []
    for writer in 0..<writers {
        for number in 0..<each { expected.insert("w\(writer)-\(number)") }
    }
    #expect(try Set(vault.contents.keys().map(\.name.description)) == expected)
    for record in try vault.contents.keys() {
        #expect(try text(vault.secret(of: record.id)) == record.name.description)
    }
    #expect(try vault.auditTrail().count == writers * each)
}

@Suite("A file that is put back while somebody works on it")
struct RollbackUnderWorkTests {
    @Test func `is refused by the next change, and the mark stays where it was`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let path = fixture.files.database.string
        let old = try Data(contentsOf: URL(filePath: path))
        for name in ["one", "two", "three"] {
            try fixture.add(fixture.record(name: name), secret: name, to: &vault)
        }
        let mark = try HighWaterMark.read(from: fixture.files, key: vault.key)
        // As a synchronising program does it: the same file, older content.
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: old)
        try file.close()
        let error = #expect(throws: VaultError.self) {
            try fixture.add(fixture.record(name: "four"), secret: "4", to: &vault)
        }
        guard case .rolledBack = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try HighWaterMark.read(from: fixture.files, key: vault.key) == mark)
    }

    @Test func `never takes the mark back`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        try fixture.add(fixture.record(name: "one"), secret: "1", to: &vault)
        let newer = HighWaterMark(epoch: 99, manifestMAC: [UInt8](repeating: 7, count: 32))
        // As a program without the agent would have written it.
        let key = try #require(vault.key as? InMemoryVaultKey)
        let mac = key.mac(newer.message(of: vault.vaultID), for: .highWaterMark)
        try newer.write(to: fixture.files, of: vault.vaultID, mac: mac)
        vault.advanceMark()
        #expect(try HighWaterMark.read(from: fixture.files, key: vault.key) == newer)
    }
}

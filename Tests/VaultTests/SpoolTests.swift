import Foundation
import Glibc
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("An event that changes nothing else")
struct SpoolTests {
    @Test func `waits in the spool, and the next write brings it into the database`() throws {
        let vault = try SpooledVault()
        try vault.note(1...3)
        #expect(try Data(contentsOf: vault.victim.scratch.database) == vault.victim.content)
        #expect(try vault.content().count == 70 + 3 * 552)
        #expect(try vault.told() == [1, 2, 3])
        try vault.write()
        #expect(try vault.content().count == 70)
        #expect(try vault.told() == [1, 2, 3, 0])
        try vault.note(4...4)
        #expect(try vault.told() == [1, 2, 3, 0, 4])
    }

    @Test func `goes into the file that has the spool's name once its lock is had`() throws {
        let vault = try SpooledVault()
        try vault.note(1...1)
        let held = open(vault.spool.path, O_RDWR)
        #expect(flock(held, LOCK_EX) == 0)
        let (spool, away) = (vault.spool.path, vault.spool.path + ".away")
        let mover = Thread {
            usleep(200_000)
            rename(spool, away)
            close(held)
        }
        mover.start()
        try vault.note(2...2)
        #expect(try vault.told() == [2])
        #expect(try Data(contentsOf: URL(filePath: away)).count == 70 + 552)
    }

    @Test func `is brought there on request, once, and nothing is written for none`() throws {
        let spooled = try SpooledVault()
        try spooled.note(1...2)
        var vault = try spooled.victim.unlocked()
        let epoch = vault.epoch
        for _ in 0..<3 { try vault.fold(at: .now) }
        #expect(vault.epoch == epoch + 1)
        #expect(try spooled.told() == [1, 2])
    }

    @Test func `and the first to find the spool full is written with all that wait`() throws {
        let vault = try SpooledVault()
        try vault.note(1...64)
        #expect(try vault.content().count == 70 + 64 * 552)
        try vault.note(65...66)
        #expect(try vault.content().count == 70 + 552)
        #expect(try vault.told() == Array(1...66))
    }

    @Test func `whose words have no room in a record is written at once`() throws {
        let spooled = try SpooledVault()
        try spooled.note(1...1)
        var vault = try spooled.victim.unlocked()
        try vault.note(SpooledVault.event(2, detail: String(repeating: "🔑", count: 256)))
        #expect(try spooled.content().count == 70)
        #expect(try spooled.told() == [1, 2])
    }

    @Test func `says by its file no more than that it is one`() throws {
        let vault = try SpooledVault()
        try vault.note(1...1)
        #expect(!Data(try vault.content()).contains(Data("key-1".utf8)))
        let mode = try FileManager.default.attributesOfItem(atPath: vault.spool.path)
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test func `comes before the words of the transaction that takes it along`() throws {
        let spooled = try SpooledVault()
        try spooled.note(1...1)
        var vault = try spooled.victim.unlocked()
        #expect(throws: VaultError.busy) {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.record(SpooledVault.event(8))
                throw .busy
            }
        }
        #expect(try spooled.told() == [1])
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.record(SpooledVault.event(9))
        }
        #expect(try spooled.told() == [1, 9])
    }

    @Test func `is noted by four processes at once while a fifth writes, and none is lost`()
        async throws
    {
        let vault = try SpooledVault(step: 0)
        let path = vault.victim.scratch.directory.path
        let code = vault.victim.stored.recoveryCode
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<5 {
                group.addTask {
                    await #expect(processExitsWith: .success) {
                        [path = path as String, code = code as [UInt8], number = number as Int] in
                        let writer = Writer(path: path, code: code)
                        guard number > 0 else { return try writer.writeUnlocked(5, as: 0) }
                        for event in 0..<8 {
                            var vault = try StoredVault.unlock(writer.files, code)
                            try vault.note(SpooledVault.event(10 * number + event))
                        }
                    }
                }
            }
        }
        let told = try vault.told()
        let noted: [Int] = told.filter { $0 > 0 }
        let expected: Set<Int> = Set((10...47).filter { $0 % 10 < 8 })
        #expect(noted.count == 32 && Set(noted) == expected, "\(told)")
    }
}

@Suite("A spool that is not safe to use")
struct UnsafeSpoolTests {
    @Test func `is no link, no folder, and nobody else's to read`() throws {
        let vault = try SpooledVault()
        let target = vault.victim.scratch.directory.appending(path: "target")
        let manager = FileManager.default
        try vault.victim.scratch.write(Data(), to: target)
        let ways: [() throws -> Void] = [
            { try manager.createSymbolicLink(at: vault.spool, withDestinationURL: target) },
            { try manager.linkItem(at: target, to: vault.spool) },
            { #expect(mkfifo(vault.spool.path, 0o600) == 0) },
            {
                try vault.put([])
                #expect(chmod(vault.spool.path, 0o640) == 0)
            },
        ]
        for way in ways {
            try way()
            for refusal in try vault.refusals() {
                guard case .unsafeFile = refusal else {
                    Issue.record("\(String(describing: refusal))")
                    continue
                }
            }
            try manager.removeItem(at: vault.spool)
        }
        #expect(try Data(contentsOf: target).isEmpty)
        #expect(try vault.told() == [])
    }

    @Test func `takes no event where the disk is full, and is as it was`() async throws {
        let vault = try SpooledVault()
        try vault.note(1...1)
        let whole = try vault.content()
        let path = vault.victim.scratch.directory.path
        let code = vault.victim.stored.recoveryCode
        await #expect(processExitsWith: .success) {
            [path = path as String, code = code as [UInt8]] in
            var vault = try StoredVault.unlock(Writer.files(in: path), code)
            signal(SIGXFSZ, SIG_IGN)
            // Half of the record has room.
            var limit = rlimit(rlim_cur: 900, rlim_max: 900)
            #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
            #expect(throws: VaultError.self) { try vault.note(SpooledVault.event(2)) }
        }
        #expect(try vault.content() == whole)
        #expect(try vault.told() == [1])
    }
}

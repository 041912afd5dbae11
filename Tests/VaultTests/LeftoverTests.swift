import Foundation
import Testing
import VaultTestSupport

@testable import Vault

@Suite("What a crash leaves beside the file")
struct LeftoverTests {
    @Test func `a write that was cut off half-way is undone from its journal`() throws {
        let victim = try Victim()
        let whole = try Data(contentsOf: victim.scratch.database)
        let raw = try victim.raw()
        for statement in [
            "PRAGMA journal_mode = TRUNCATE", "PRAGMA cache_size = 1", "BEGIN IMMEDIATE",
            "UPDATE secret SET body = randomblob(168)", "UPDATE audit SET body = randomblob(296)",
            "UPDATE page SET body = randomblob(4136)",
        ] { try raw.run(statement) }
        // The file and its journal as they are now: what a power cut would have left.
        let other = try Victim()
        let half = try Data(contentsOf: victim.scratch.database)
        try #require(half != whole, "nothing was written yet, so nothing is tested")
        try other.replace(with: half)
        try other.leave(Data(contentsOf: victim.journal), as: "-journal")
        try raw.run("ROLLBACK")
        #expect(try other.read() == other.whole)
        #expect(try Data(contentsOf: other.scratch.database) == whole)
    }

    @Test func `the same without its journal is refused`() throws {
        let victim = try Victim()
        try victim.raw().run("UPDATE secret SET body = randomblob(168)")
        #expect(throws: VaultError.self) { try victim.read() }
    }

    @Test(arguments: ["-journal", "-shm"], [0, 1, 512, 40_000])
    func `a leftover file with nothing in it that counts changes nothing`(
        suffix: String, count: Int
    ) throws {
        let victim = try Victim()
        var generator = SplitMix64(seed: 9)
        let noise = Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try victim.leave(noise, as: suffix)
        #expect(try victim.outcome("\(suffix) of \(count) bytes") == false)
    }

    @Test func `a doctored journal can't change what the file says`() throws {
        let victim = try Victim()
        let other = try Victim()
        let raw = try other.raw()
        for statement in [
            "PRAGMA cache_size = 1", "BEGIN IMMEDIATE", "UPDATE secret SET body = zeroblob(168)",
            "UPDATE audit SET body = zeroblob(296)",
        ] { try raw.run(statement) }
        var journal = try Data(contentsOf: other.journal)
        try raw.run("ROLLBACK")
        // Its pages changed, its checksums left: SQLite stops at the first page that is wrong.
        for index in stride(from: 600, to: journal.count, by: 700) { journal[index] ^= 1 }
        try victim.leave(journal, as: "-journal")
        _ = try victim.outcome("a doctored journal")
    }
}

extension Victim {
    var journal: URL { URL(filePath: scratch.database.path + "-journal") }

    func leave(_ content: Data, as suffix: String) throws {
        try scratch.write(content, to: URL(filePath: scratch.database.path + suffix))
    }
}

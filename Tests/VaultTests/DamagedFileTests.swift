import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A file with damaged bytes")
struct DamagedFileTests {
    @Test(arguments: [0, 1, 15, 16, 99, 100, 512, 4_095, 4_096, 8_192, 20_000])
    func `a file that was cut short is refused`(length: Int) throws {
        let victim = try Victim(step: 1)
        try victim.replace(with: victim.content.prefix(length))
        #expect(try victim.outcome())
    }

    @Test(arguments: [1, 2, 100, 4_095, 4_096, 8_192])
    func `a file without its end is refused, unless there was nothing there`(count: Int) throws {
        let victim = try Victim()
        try victim.replace(with: victim.content.dropLast(count))
        _ = try victim.outcome("\(count) bytes cut off")
    }

    @Test func `bytes after the end change nothing or are refused`() throws {
        let victim = try Victim()
        for count in [1, 4_096, 10_000] {
            try victim.replace(
                with: victim.content + Data(repeating: 7, count: count))
            _ = try victim.outcome()
        }
    }

    @Test func `every byte of SQLite's header, three ways`() throws {
        let victim = try Victim(step: 1)
        let masks: [UInt8] = [0x01, 0x80, 0xFF]
        try victim.flip((0..<100).flatMap { index in masks.map { (index, $0) } })
    }

    @Test func `every byte of the page with the schema, one in nine`() throws {
        let victim = try Victim(step: 1)
        try victim.flip((100..<4_096).lazy.filter { $0 % 9 == 0 }.map { ($0, 0x04) })
    }

    /// The whole file, at places that are the same on every run.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `bytes of the whole file, drawn by a fixed seed`(seed: UInt64) throws {
        let victim = try Victim(step: 1)
        let size = victim.content.count
        var generator = SplitMix64(seed: seed)
        let flips = (0..<200).map { _ in
            (
                Int.random(in: 0..<size, using: &generator),
                UInt8.random(in: 1...255, using: &generator)
            )
        }
        let tally = try victim.flip(flips)
        #expect(tally.refused > 20 && tally.refused + tally.harmless == 200)
    }

    @Test(arguments: ["secret", "page", "audit", "manifest", "slot"])
    func `no byte of a row's body changes unnoticed`(table: String) throws {
        let victim = try Victim(step: 1)
        let body = try #require(victim.raw().run("SELECT body FROM \(table)").last)
        for index in stride(from: 0, to: body.count, by: max(1, body.count / 40)) {
            try victim.replace(with: victim.content)
            var changed = body
            changed[index] ^= 0x10
            try victim.raw().run(
                "UPDATE \(table) SET body = ?1 WHERE body = ?2", changed, body)
            #expect(try victim.outcome("byte \(index)"))
        }
    }

    @Test func `whole blocks overwritten with noise, zeros or each other`() throws {
        let victim = try Victim(step: 1)
        let whole = victim.content
        var generator = SplitMix64(seed: 5)
        for start in stride(from: 0, to: whole.count, by: 4_096) {
            let other = Int.random(in: 0..<(whole.count / 4_096), using: &generator) * 4_096
            let noise = Data((0..<4_096).map { _ in UInt8.random(in: 0...255, using: &generator) })
            for block in [noise, Data(count: 4_096), whole[other..<(other + 4_096)]] {
                var copy = whole
                copy.replaceSubrange(start..<(start + 4_096), with: block)
                try victim.replace(with: copy)
                _ = try victim.outcome()
            }
        }
    }
}

extension Victim {
    /// What became of the flips.
    struct Tally {
        var refused = 0
        var harmless = 0
    }

    /// Changes one byte at a time.
    @discardableResult
    func flip(_ flips: some Sequence<(Int, UInt8)>) throws -> Tally {
        var tally = Tally()
        let whole = content
        for (index, mask) in flips {
            var copy = whole
            copy[index] ^= mask
            try replace(with: copy)
            let isRefused = try outcome("byte \(index) changed by \(mask)")
            if isRefused { tally.refused += 1 } else { tally.harmless += 1 }
        }
        return tally
    }

    /// Reads a damaged file: it is refused as damaged (`true`), or it says what it always said.
    func outcome(_ comment: @autoclosure () -> String = "") throws -> Bool {
        do {
            let found = try read()
            #expect(found == whole, "\(comment())")
            return false
        } catch let error as VaultError {
            #expect(error.isRefusalOfContent, "\(comment()): \(error)")
            return true
        }
    }
}

extension VaultError {
    /// Whether a user learns that the file is at fault, not the disk or the machine.
    fileprivate var isRefusalOfContent: Bool {
        switch self {
        case .damaged, .newerFormat, .weakParameters, .excessiveParameters: true
        // What a damaged slot looks like: it can't be told from a wrong code.
        case .wrongPassword: true
        default: false
        }
    }
}

import Foundation
import Testing
import VaultTestSupport

/// What `scripts/fuzz` begins with, and changes of it that are the same on every run. A finding ends the test program.
@Suite("The fuzzers' corpus")
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Corpus")

    private func inputs(_ target: String) throws -> [[UInt8]] {
        let folder = Self.folder.appending(path: target)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            Array(try Data(contentsOf: folder.appending(path: $0)))
        }
    }

    @Test(arguments: fuzzTargets.keys.filter { $0 != "file" }.sorted())
    func `and 2,000 changes of it end no reader`(target: String) throws {
        let run = try #require(fuzzTargets[target])
        let inputs = try inputs(target)
        try #require(!inputs.isEmpty)
        for input in inputs { run(input) }
        var generator = SplitMix64(seed: 21)
        for number in 0..<2_000 {
            run(changed(inputs[number % inputs.count], by: &generator))
        }
    }

    @Test func `and 60 changes of a whole vault end no reader`() throws {
        let run = try #require(fuzzTargets["file"])
        let golden = Self.folder.appending(path: "../../VaultTests/Golden/format-1.db").standardized
        let whole = Array(try Data(contentsOf: golden))
        run(whole)
        var generator = SplitMix64(seed: 22)
        for _ in 0..<60 { run(changed(whole, by: &generator)) }
    }

    /// Bytes changed, taken out, put in, or the end cut off, as a fuzzer does it.
    private func changed(_ input: [UInt8], by generator: inout SplitMix64) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let byte =
                [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)]
                .randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes.insert(byte, at: place)
            case 1: bytes = Array(bytes.prefix(place))
            case 2 where place < bytes.count: bytes.remove(at: place)
            default: if place < bytes.count { bytes[place] = byte }
            }
        }
        return bytes
    }
}

import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import SecretMasking

@Suite("A masked stream")
struct StreamTests {
    private static let secret = Array(FormTests.usual.utf8)

    @Test func `is the naive result, for any stream of pieces and any cuts`() throws {
        var random = SplitMix64(seed: 20_261_124)
        for round in 0..<100 {
            // Few letters, so that secrets overlap themselves and each other's forms.
            let letters = Array(round.isMultiple(of: 3) ? "ab".utf8 : "a/\"%4".utf8)
            let size = Int.random(in: 8...14, using: &random)
            let secret = (0..<size).compactMap { _ in letters.randomElement(using: &random) }
            let masking = try Masking(secret)
            let patterns = masking.all
            var stream: [UInt8] = []
            while stream.count < 300 {
                let piece = patterns.randomElement(using: &random) ?? []
                switch Int.random(in: 0..<4, using: &random) {
                case 0: stream += piece
                case 1: stream += piece.prefix(Int.random(in: 0...piece.count, using: &random))
                case 2: stream += piece.suffix(Int.random(in: 0...piece.count, using: &random))
                default: stream.append(letters.randomElement(using: &random) ?? 0)
                }
            }
            let cuts = (0..<5).map { _ in Int.random(in: 1...40, using: &random) }
            let isSame = masking.masked(stream, cuts: cuts) == masking.maskedNaively(stream)
            #expect(isSame, "round \(round)")
        }
    }

    @Test(arguments: [1, 4095, 65_536, 1_000_000])
    func `of noise is the noise`(cut: Int) throws {
        var random = SplitMix64(seed: 1)
        let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(try Masking(Self.secret).masked(noise, cuts: [cut]) == noise)
    }

    @Test func `shows nothing across 64 KiB`() throws {
        let masking = try Masking(Self.secret)
        for before in stride(from: 65_536 - 41, through: 65_537, by: 1) {
            let dots = [UInt8](repeating: 46, count: before)
            let output = masking.masked(dots + Self.secret + dots, cuts: [65_536])
            #expect(output == dots + Array("[masked]".utf8) + dots, "after \(before) bytes")
        }
    }

    @Test func `has one replacement for secrets that touch or overlap`() throws {
        let twice = try Masking(Self.secret).masked(Self.secret + Self.secret, cuts: [7])
        #expect(twice == Array("[masked]".utf8))
        let periodic = try Masking(Array("abcabcab".utf8))
        #expect(
            periodic.masked(Array("xabcabcabcabcx".utf8), cuts: [3]) == Array("x[masked]cx".utf8))
    }

    @Test func `shows a prompt at once`() throws {
        var mask = SecretMask(try Masking(Self.secret).patterns, chunk: 100)
        #expect(mask.output(of: "Continue? [y/N] ") == "Continue? [y/N] ")
        #expect(mask.output(of: "Password: ") == "Password: ")
    }

    @Test func `holds back only what may become the secret, and gives it at the end`() throws {
        var mask = SecretMask(try Masking(Self.secret).patterns, chunk: 100)
        #expect(mask.output(of: "id Q7ZK") == "id ")
        #expect(mask.output(of: "0M4") == "")
        #expect(mask.output(of: "!") == "Q7ZK0M4!")
        #expect(mask.output(of: "Q7") == "")
        #expect(mask.output(of: "", atEnd: true) == "Q7")
    }

    @Test func `can show a single byte that waits, and masks the rest of the secret then`() throws {
        var mask = SecretMask(try Masking(Self.secret).patterns, chunk: 100)
        #expect(mask.output(of: "Q") == "")
        #expect(mask.shown() == "Q")
        #expect(mask.shown() == "")
        #expect(mask.output(of: "7") == "")
        #expect(mask.shown() == "")
        #expect(mask.output(of: String(FormTests.usual.dropFirst(2)) + ".") == "[masked].")
        #expect(mask.output(of: "Q") == "")
        #expect(mask.shown() == "Q")
        #expect(mask.output(of: "uit") == "uit")
    }
}

extension SecretMask {
    fileprivate mutating func output(of text: String, atEnd: Bool = false) -> String {
        take(Array(text.utf8))
        var output: [UInt8] = []
        mask(atEnd: atEnd) { output.append(contentsOf: $0) }
        return String(decoding: output, as: UTF8.self)
    }

    fileprivate mutating func shown() -> String {
        var output: [UInt8] = []
        showSingleByte { output.append(contentsOf: $0) }
        return String(decoding: output, as: UTF8.self)
    }
}

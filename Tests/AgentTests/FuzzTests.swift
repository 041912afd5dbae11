import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Agent
@testable import Vault

/// Messages from the corpus, changed at random: none ends the agent, and each gets an answer that is one.
@Suite("Messages that nobody would send")
struct FuzzTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Corpus")

    /// Set FUZZ_ROUNDS for hours of it.
    private static let rounds =
        ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 4_000

    @Test(arguments: [UInt64(1), 2, 3]) func `are answered and forgotten`(seed: UInt64) throws {
        let fixture = try SlotFixture()
        let holder = KeyHolder(clock: MovedClock().clock)
        #expect(holder.ask(try fixture.unlocking()) == .done)
        let keyID = try #require(Self.keyID(of: holder))
        let corpus = try Self.messages().map { Self.naming(keyID, in: $0) }
        #expect(corpus.count >= 8)
        var random = SplitMix64(seed: seed)
        for round in 0..<Self.rounds {
            var message = corpus[Int(random.next() % UInt64(corpus.count))]
            for _ in 0..<(random.next() % 4) { Self.change(&message, &random) }
            // An unlocking that is well-formed costs a derivation, and a lock ends the others.
            guard message.count >= 6, message[5] != 3, message[5] != 2 || message.count < 150 else {
                continue
            }
            let answer = holder.ask(SecretBytes(copying: message))
            #expect(answer != .noFrame, "seed \(seed), round \(round): \(message)")
        }
        #expect(try holder.ask(.attest(.marked([1]))) != .refused(.locked))
    }

    private static func keyID(of holder: KeyHolder) -> [UInt8]? {
        guard case .status(let status) = try? holder.ask(.status) else { return nil }
        return status.unlocked?.keyID
    }

    /// The corpus names no key; whoever wants to get further has to.
    private static func naming(_ keyID: [UInt8], in message: [UInt8]) -> [UInt8] {
        guard message.count >= 38, message[5] >= 16 else { return message }
        return message[..<6] + keyID + message[38...]
    }

    static func messages() throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted()
        return names.filter { $0.hasSuffix(".frame") }.compactMap {
            FileManager.default.contents(atPath: corpus.appending(path: $0).path).map { Array($0) }
        }
    }

    private static func change(_ message: inout [UInt8], _ random: inout SplitMix64) {
        guard !message.isEmpty else { return }
        let place = Int(random.next() % UInt64(message.count))
        switch random.next() % 5 {
        case 0: message[place] ^= UInt8(1 << (random.next() % 8))
        case 1: message[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: message.removeSubrange(place...)
        case 3: message.insert(contentsOf: message[place...].prefix(40), at: place)
        default: message[place] = [0, 0x7F, 0x80, 0xFF][Int(random.next() % 4)]
        }
    }
}

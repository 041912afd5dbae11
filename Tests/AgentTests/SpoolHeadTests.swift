import Foundation
import SecretMemory
import Testing

@testable import Agent
@testable import Vault

@Suite("What an agent remembers of the audit spool")
struct SpoolHeadTests {
    private let fixture: SlotFixture
    private let holder = KeyHolder(clock: MovedClock().clock)
    private let secret: SealedSecret

    init() throws {
        fixture = try SlotFixture()
        #expect(holder.ask(try fixture.unlocking()) == .done)
        let key = try fixture.slots.key(password: bytes(SlotFixture.password))
        let context = SealingContext.secret(.random(), generation: 1)
        let box = try bytes("SECRET").withBytes { try key.seal($0, under: context, type: 2) }
        secret = SealedSecret(context: context, type: 2, box: box)
    }

    private static func head(_ sequence: UInt64) -> SpoolHead {
        SpoolHead(sequence: sequence, link: (0..<32).map { UInt8($0) + UInt8(sequence) })
    }

    private func remembered() throws -> SpoolHead? {
        guard case .results(let results) = try holder.ask(.batch([.spoolHead])),
            case .bytes(let bytes) = results.first, bytes.count == SpoolHead.byteCount
        else {
            Issue.record("no head, and not none")
            return nil
        }
        return SpoolHead(bytes)
    }

    @Test func `is nothing at first, then the highest that came with a secret`() throws {
        #expect(try remembered() == nil)
        #expect(try holder.ask(.openNoted(secret, Self.head(7))) == .content("SECRET"))
        #expect(try remembered() == Self.head(7))
        // A command that wrote before may come later.
        #expect(try holder.ask(.openNoted(secret, Self.head(6))) == .content("SECRET"))
        #expect(try remembered() == Self.head(7))
        #expect(try holder.ask(.openNoted(secret, Self.head(8))) == .content("SECRET"))
        #expect(try remembered() == Self.head(8))
    }

    @Test func `is nothing that came with a box that does not open`() throws {
        let other = SealedSecret(
            context: .secret(.random(), generation: 1), type: 2, box: secret.box)
        #expect(
            try holder.ask(.openNoted(other, Self.head(7))) == .refused(.doesNotOpen))
        #expect(try remembered() == nil)
    }

    @Test func `is forgotten with the key`() throws {
        _ = try holder.ask(.openNoted(secret, Self.head(7)))
        #expect(try holder.ask(.lock) == .done)
        #expect(try holder.ask(.openNoted(secret, Self.head(8))) == .refused(.locked))
        #expect(holder.ask(try fixture.unlocking()) == .done)
        #expect(try remembered() == nil)
    }

    @Test func `is asked for by a program of today, and an older one is served as before`() {
        let payloads: [([UInt8], Bool)] = [
            ([], true), ([0], true), ([1], true), ([2], true), ([3], false), ([1, 0], false),
        ]
        for (payload, isServed) in payloads {
            let answer = holder.ask(Frame.make(code: 1, payload: payload))
            #expect((answer != .refused(.malformed)) == isServed, "\(payload)")
        }
    }
}

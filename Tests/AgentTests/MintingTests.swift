import Foundation
import SecretMemory
import Testing

@testable import Agent
@testable import Vault

/// A client of an unlocked agent that wants tags for what nobody has written. They would last beyond the lock.
@Suite("A client that wants something else signed")
struct MintingTests {
    private let fixture: SlotFixture
    private let holder = KeyHolder(clock: MovedClock().clock)
    private let key: InMemoryVaultKey
    private let first: ManifestRow

    init() throws {
        fixture = try SlotFixture()
        key = try fixture.slots.key(password: bytes(SlotFixture.password))
        first = fixture.vault.manifest
        #expect(holder.ask(try fixture.unlocking()) == .done)
    }

    /// A manifest of anybody's making, with the MAC that the key itself would give it.
    private func signed(_ row: ManifestRow, _ change: (inout [UInt8]) -> Void) -> ManifestRow {
        var body = row.body
        change(&body)
        return ManifestRow(body: body, mac: key.mac(body, for: .manifest))
    }

    private func number(_ value: UInt64) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private func step(after row: ManifestRow, events: Int = 0) -> ManifestStep {
        ManifestStep(
            after: row, time: 9, directories: Array(row.body[156..<332]),
            events: (0..<events).flatMap { [UInt8](repeating: UInt8($0), count: 32) })
    }

    private func next(after row: ManifestRow, events: Int = 0) throws -> ManifestRow {
        let answer = try holder.ask(.attest(.next(step(after: row, events: events))))
        guard case .result(let bytes) = answer else { throw Refused(answer: answer) }
        return try #require(ManifestRow(bytes))
    }

    private struct Refused: Error, Equatable { let answer: Answer }
    private static let outdated = Refused(answer: .refused(.outdated))

    /// What version 1 did: it gave the MAC of any message under any of its keys.
    @Test(arguments: [UInt8(1), 2, 3, 4]) func `gets no MAC of a message`(purpose: UInt8) throws {
        let manifest = signed(first) { $0.replaceSubrange(32..<40, with: number(.max)) }
        let message = Frame.make(code: 18, payload: key.keyID + [purpose] + manifest.body)
        #expect(holder.ask(message) == .refused(.malformed))
        let count = UInt32(manifest.body.count)
        let length = withUnsafeBytes(of: count.littleEndian) { Array($0) }
        let operation = [3, purpose] + length + manifest.body
        let batch = Frame.make(code: 20, payload: key.keyID + [1, 0] + operation)
        #expect(holder.ask(batch) == .refused(.malformed))
    }

    @Test
    func
        `gets the manifest that follows, and nothing of it is the client's but what a write changes`()
        throws
    {
        let row = try next(after: first, events: 2)
        let (old, new) = (try Manifest(reading: first.body), try Manifest(reading: row.body))
        #expect(key.hasSigned(row))
        #expect(new.epoch == old.epoch + 1 && new.previousMAC == first.mac)
        #expect(new.keyID == old.keyID && new.slotDigest == old.slotDigest && new.time == 9)
        #expect(new.auditCount == old.auditCount + 2)
        let links = AuditLinks(
            from: old.auditHead, first: old.auditCount + 1,
            digests: step(after: first, events: 2).events)
        #expect(new.auditHead == links.macs { key.mac($0, for: .audit) })
    }

    @Test func `gets nothing behind a manifest that nobody signed`() throws {
        var body = first.body
        body.replaceSubrange(32..<40, with: number(1_000))
        let forged = ManifestRow(body: body, mac: first.mac)
        #expect(throws: Refused(answer: .refused(.doesNotOpen))) { try next(after: forged) }
        #expect(try holder.ask(.attest(.mark(forged))) == .refused(.doesNotOpen))
        #expect(try holder.ask(.attest(.signed(forged))) == .result([0]))
    }

    @Test func `gets nothing behind an older manifest, and no mark of one`() throws {
        let second = try next(after: first, events: 3)
        let third = try next(after: second)
        _ = try next(after: third)
        #expect(throws: Self.outdated) { try next(after: second) }
        #expect(throws: Self.outdated) { try next(after: first) }
        #expect(try holder.ask(.attest(.mark(first))) == .refused(.outdated))
        #expect(try holder.ask(.attest(.signed(first))) == .result([2]))
        #expect(try holder.ask(.attest(.signed(third))) == .result([1]))
        #expect(
            try holder.ask(.batch([.attest(.mark(first))])) == .refused(.operation(0, .outdated)))
    }

    @Test func `gets nothing behind a higher epoch whose log is shorter`() throws {
        let second = try next(after: first, events: 3)
        _ = try holder.ask(.attest(.mark(second)))
        let cut = signed(second) {
            $0.replaceSubrange(32..<40, with: number(50))
            $0.replaceSubrange(332..<340, with: number(1))
        }
        #expect(throws: Self.outdated) { try next(after: cut) }
    }

    @Test func `gets nothing that leaves out an event that a secret has waited for`() throws {
        let context = SealingContext.secret(.random(), generation: 1)
        let box = try bytes("SECRET").withBytes { try key.seal($0, under: context, type: 2) }
        let secret = SealedSecret(context: context, type: 2, box: box)
        let head = SpoolHead(sequence: 2, link: [UInt8](repeating: 1, count: 32))
        #expect(try holder.ask(.openNoted(secret, head)) == .content("SECRET"))
        #expect(throws: Self.outdated) { try next(after: first, events: 1) }
        #expect(throws: Never.self) { try next(after: first, events: 2) }
    }

    @Test func `gets no mark but of a manifest, and both are kept apart by their keys`() throws {
        guard case .result(let mac) = try holder.ask(.attest(.mark(first))) else {
            return #expect(Bool(false), "no mark is made of the vault's own manifest")
        }
        let epoch = try Manifest(reading: first.body).epoch
        let message = HighWaterMark(epoch: epoch, manifestMAC: first.mac).message(of: key.vaultID)
        #expect(mac == key.mac(message, for: .highWaterMark))
        #expect(try holder.ask(.attest(.marked(message + mac))) == .result([1]))
        #expect(try holder.ask(.attest(.marked(message + first.mac))) == .result([0]))
    }

    /// Type, and an id or a generation that no box of that type has.
    @Test(arguments: [
        (UInt16(0), [UInt8](repeating: 1, count: 16), UInt64(1)), (1, [], 1), (3, [], 1),
        (20, [], 1),
        (16, [17, 0, 0, 0, 0, 0, 0, 0], 1), (16, [16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 1),
        (32, [1], 1), (32, [0, 0, 0, 0, 0, 0, 0, 0], 1), (32, [0, 0, 0, 0, 0, 0, 0, 0, 1], 2),
        (33, [1], 2), (35, [1], 0), (36, [1], 7),
    ])
    func `gets no box in a place that the format has not`(
        type: UInt16, id: [UInt8], generation: UInt64
    ) throws {
        let id = (id + [UInt8](repeating: 0, count: 16)).prefix(16)
        let place = number(UInt64(type)).prefix(2) + id + number(generation)
        #expect(
            holder.ask(Frame.make(code: 17, payload: key.keyID + place + [1, 2, 3]))
                == .refused(.malformed))
        #expect(
            holder.ask(
                Frame.make(code: 20, payload: key.keyID + [1, 0, 2] + place + [0, 0, 0, 0]))
                == .refused(.malformed))
    }

    @Test func `signs with nothing but a key's secret, and notes an event for nothing else`() throws
    {
        for type in [UInt16(16), 33, 35, 36] {
            let id = try #require(RecordID([UInt8(type)] + [UInt8](repeating: 0, count: 15)))
            let context = try #require(SealingContext(type: type, id: id, generation: 1))
            let box = try bytes("x").withBytes { try key.seal($0, under: context, type: type) }
            let sealed = SealedSecret(context: context, type: type, box: box)
            #expect(
                try holder.ask(.sign(sealed, ProtocolTests.signedText())) == .refused(.malformed))
            let head = SpoolHead(sequence: 9, link: [UInt8](repeating: 1, count: 32))
            #expect(try holder.ask(.openNoted(sealed, head)) == .refused(.malformed))
        }
    }

    // MARK: - What honest commands do

    @Test func `stands in nobody's way with a write that was signed and lost`() throws {
        let lost = try next(after: first, events: 1)
        let written = try next(after: first)
        #expect(lost != written)
        #expect(try holder.ask(.attest(.signed(written))) == .result([1]))
        #expect(throws: Never.self) { try next(after: written) }
    }

    @Test func `follows what a process without the agent has written`() throws {
        var vault = try fixture.vault.unlock(password: bytes(SlotFixture.password))
        for _ in 0..<3 {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.record(AuditEvent(at: .now, action: .created))
            }
        }
        let row = try LockedVault.open(fixture.files).manifest
        #expect(try holder.ask(.attest(.signed(row))) == .result([1]))
        #expect(throws: Never.self) { try next(after: row) }
        #expect(throws: Self.outdated) { try next(after: first) }
    }

    @Test func `an older file counts again once the agent was locked, and not before`() throws {
        _ = try next(after: try next(after: first))
        let again = holder.ask(try fixture.unlocking())
        #expect(again == .refused(.outdated), "a second unlocking forgets nothing")
        #expect(try holder.ask(.lock) == .done)
        #expect(holder.ask(try fixture.unlocking()) == .done)
        #expect(throws: Never.self) { try next(after: first) }
    }

    @Test func `is unlocked for no manifest that the key has not signed`() throws {
        #expect(try holder.ask(.lock) == .done)
        let forged = ManifestRow(body: first.body, mac: [UInt8](repeating: 0, count: 32))
        let request = AgentRequest.unlock(
            UnlockRequest(
                .password, bytes(SlotFixture.password), slots: fixture.slots.bytes,
                manifest: forged, lifetime: .standard))
        #expect(try holder.ask(request) == .refused(.doesNotOpen))
        #expect(try holder.ask(.attest(.marked([]))) == .refused(.locked))
    }

    @Test func `an epoch that is the last there can be is refused, and nothing traps`() throws {
        #expect(try holder.ask(.lock) == .done)
        let last = signed(first) { $0.replaceSubrange(32..<40, with: number(.max)) }
        let full = signed(first) { $0.replaceSubrange(332..<340, with: number(.max - 1)) }
        for row in [last, full] {
            let request = AgentRequest.unlock(
                UnlockRequest(
                    .password, bytes(SlotFixture.password), slots: fixture.slots.bytes,
                    manifest: row, lifetime: .standard))
            #expect(try holder.ask(request) == .done)
            #expect(throws: Refused(answer: .refused(.doesNotOpen))) {
                try next(after: row, events: 2)
            }
            #expect(try holder.ask(.lock) == .done)
        }
    }
}

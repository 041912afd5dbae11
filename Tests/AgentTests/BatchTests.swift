import Foundation
import SecretMemory
import Testing

@testable import Agent
@testable import Vault

@Suite("A batch")
struct BatchTests {
    private let holder = KeyHolder(clock: MovedClock().clock)
    private let key: InMemoryVaultKey

    init() throws {
        let fixture = try SlotFixture()
        #expect(holder.ask(try fixture.unlocking()) == .done)
        key = try fixture.slots.key(password: bytes(SlotFixture.password))
    }

    private static func page(_ number: Int = 7, of kind: PageKind = .profiles) -> SealingContext {
        .page(PagePlace(kind: kind, number: number), generation: 3)
    }

    private func box(
        _ text: String, _ context: SealingContext, type: UInt16 = 17
    ) throws -> MetadataBox {
        let sealed = try bytes(text).withBytes { try key.seal($0, under: context, type: type) }
        return MetadataBox(sealed, under: context, type: type)
    }

    @Test func `is answered in the order of its operations`() throws {
        let links = AuditLinks(
            from: AuditRow.origin, first: 1, digests: Array(0..<96), wantsEach: true)
        let operations: [KeyOperation] = [
            .open(try box("profiles", Self.page())), .attest(.marked([1, 2])),
            .open(try box("journal", Self.page(of: .journal), type: 18)), .attest(.links(links)),
            .open(try box("", Self.page(of: .keys), type: 16)), .attest(.marked([])),
        ]
        let answer = try holder.ask(.batch(operations))
        #expect(answer == .results(try key.perform(operations)))
        guard case .results(let results) = answer else { return }
        #expect(results[0] == .opened(OpenedBox(type: 17, payload: Array("profiles".utf8))))
        #expect(results[2] == .opened(OpenedBox(type: 18, payload: Array("journal".utf8))))
        #expect(results[4] == .opened(OpenedBox(type: 16, payload: [])))
        #expect(try holder.ask(.batch([])) == .results([]))
    }

    @Test func `seals pages and events, which open where they were sealed`() throws {
        let places = [(Self.page(), UInt16(17)), (SealingContext.audit(7), AuditRow.type)]
        let seals = places.map { KeyOperation.seal([1, 2, 3], under: $0, type: $1) }
        guard case .results(let boxes) = try holder.ask(.batch(seals)) else {
            return #expect(Bool(false), "nothing was sealed")
        }
        for ((context, type), result) in zip(places, boxes) {
            guard case .bytes(let box) = result else { return #expect(Bool(false)) }
            #expect(array(try key.open(box, under: context, type: type)) == [1, 2, 3])
        }
    }

    @Test(arguments: [UInt16(2), 33, 34, 35, 36])
    func `opens and seals nothing that may be a secret`(type: UInt16) throws {
        let context = try #require(SealingContext(type: type, id: .random(), generation: 1))
        let refused = Answer.refused(.operation(1, .notMetadata))
        let sealed = try box("SECRET", context, type: type)
        #expect(try holder.ask(.batch([.spoolHead, .open(sealed)])) == refused)
        let seal = KeyOperation.seal([1], under: context, type: type)
        #expect(try holder.ask(.batch([.spoolHead, seal])) == refused)
        #expect(throws: BatchError.operation(0, .notMetadata)) { try key.perform([.open(sealed)]) }
        #expect(throws: BatchError.operation(0, .notMetadata)) { try key.perform([seal]) }
    }

    @Test func `says which of its boxes does not open, and opens none`() throws {
        let whole = try box("page", Self.page())
        var bytes = whole.box
        bytes[50] ^= 1
        for damaged in [
            MetadataBox(bytes, under: whole.context, type: 17),
            MetadataBox(whole.box, under: Self.page(8), type: 17),
            MetadataBox(whole.box, under: Self.page(of: .keys), type: 16),
            MetadataBox(whole.box, under: .audit(7), type: AuditRow.type),
            MetadataBox([], under: whole.context, type: 17),
        ] {
            let operations = [whole, whole, damaged, whole].map { KeyOperation.open($0) }
            #expect(
                try holder.ask(.batch(operations)) == .refused(.operation(2, .doesNotOpen)))
        }
    }

    @Test func `is for the key that is meant`() throws {
        let message = try AgentRequest.batch([.spoolHead])
            .frame(using: [UInt8](repeating: 7, count: 32))
        #expect(holder.ask(message) == .refused(.otherKey))
        _ = try holder.ask(.lock)
        #expect(try holder.ask(.batch([.spoolHead])) == .refused(.locked))
    }

    @Test func `whose answer has no room is refused as a whole`() throws {
        let seal = KeyOperation.seal([1], under: Self.page(), type: 17)
        let most = (Frame.mostBytes - Frame.headerCount) / seal.answerCount
        let fitting = Array(repeating: seal, count: most)
        guard case .results(let results) = try holder.ask(.batch(fitting)) else {
            return #expect(Bool(false), "what fits is refused")
        }
        #expect(results.count == most)
        #expect(try holder.ask(.batch(fitting + [seal])) == .refused(.tooLarge))
        let heads = Array(repeating: KeyOperation.spoolHead, count: 5_000)
        #expect(try holder.ask(.batch(heads)) == .refused(.tooLarge))
    }

    @Test func `that was cut or goes on is not understood`() throws {
        let links = AuditLinks(from: AuditRow.origin, first: .max, digests: Array(0..<64))
        let whole = try AgentRequest.batch([
            .open(box("page", Self.page())), .attest(.links(links)),
        ])
        .frame(using: key.keyID)
        let payload = Array(array(whole)[6...])
        for cut in [
            Array(payload.dropLast()), payload.dropLast(40), Array(payload.prefix(60)),
            payload + [0],
        ] {
            #expect(holder.ask(Frame.make(code: 20, payload: cut)) == .refused(.malformed))
        }
        #expect(holder.ask(whole) != .refused(.malformed), "the whole of it is")
        var many = payload
        many[32] = 3
        #expect(holder.ask(Frame.make(code: 20, payload: many)) == .refused(.malformed))
    }
}

@Suite("The operations of a batch")
struct OperationBatchesTests {
    private static func open(_ count: Int) -> KeyOperation {
        .open(
            MetadataBox(
                [UInt8](repeating: 0, count: count), under: .audit(1), type: AuditRow.type))
    }

    @Test(arguments: [
        ([], []), ([10], [0..<1]), ([30_000, 30_000], [0..<2]),
        ([30_000, 36_000, 10], [0..<1, 1..<3]), ([70_000, 10, 80_000], [0..<1, 1..<2, 2..<3]),
        ([65_465, 0], [0..<1, 1..<2]),
    ])
    func `go together as far as a message has room, and none is left out`(
        sizes: [Int], batches: [Range<Int>]
    ) throws {
        let operations = sizes.map(Self.open)
        #expect(Array(OperationBatches(operations)) == batches)
        for batch in batches where sizes[batch].reduce(0, +) < 65_466 {
            #expect(throws: Never.self) {
                _ = try AgentRequest.batch(Array(operations[batch])).frame()
            }
        }
    }

    @Test func `go apart where their answer would have no room`() {
        let seals = Array(
            repeating: KeyOperation.seal(
                [1], under: .page(PagePlace(kind: .keys, number: 0), generation: 1), type: 16),
            count: 40)
        #expect(Array(OperationBatches(seals)) == [0..<15, 15..<30, 30..<40])
    }
}

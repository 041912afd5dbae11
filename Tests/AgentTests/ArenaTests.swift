import Foundation
import Glibc
import SecretMemory
import Testing

@testable import Agent
@testable import SecretMemory
@testable import Vault

@Suite("A client's locked memory")
struct ArenaTests {
    private let time = MovedClock()
    private let arena = Arena()
    private let connection: ClientConnection
    /// The client's end.
    private let peer: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        peer = ends[1]
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        connection = ClientConnection(ends[0], arena: arena, now: 0)
    }

    private var isClean: Bool {
        isClean(arena.request) && isClean(arena.reply)
    }

    private func isClean(_ buffer: borrowing MessageBuffer) -> Bool {
        buffer.withMemory { memory in memory.withUnsafeBytes { $0.allSatisfy { $0 == 0 } } }
    }

    private func send(_ bytes: [UInt8]) {
        #expect(write(peer, bytes, bytes.count) == bytes.count)
    }

    private func received() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: Frame.mostBytes)
        return Array(buffer.prefix(max(0, read(peer, &buffer, buffer.count))))
    }

    @Test func `has nothing of a message once it is answered, whatever it was`() throws {
        defer { close(peer) }
        let fixture = try SlotFixture()
        let holder = KeyHolder(clock: time.clock)
        let key = try fixture.slots.key(password: bytes(SlotFixture.password))
        let context = SealingContext(table: .secret, id: .random(), column: 2, generation: 4)
        let box = try bytes("SECRET").withBytes { try key.seal($0, under: context, type: 2) }
        let sealed = SealedSecret(context: context, type: 2, box: box)
        let page = SealingContext.page(PagePlace(kind: .keys, number: 7), generation: 1)
        let other = MetadataBox(box, under: page, type: 16)
        let many = (1...3).map {
            KeyOperation.seal([1, 2, 3], under: .audit($0), type: AuditRow.type)
        }
        let messages = [
            array(try fixture.unlocking()), array(try AgentRequest.status.frame()),
            array(try AgentRequest.open(sealed).frame(using: key.keyID)),
            array(
                try AgentRequest.seal(
                    SealRequest(context: context, type: 2, plaintext: bytes("OTHER"))
                ).frame(using: key.keyID)),
            array(
                try AgentRequest.sign(sealed, ProtocolTests.signedText())
                    .frame(using: key.keyID)),
            // One whose last operation fails after the others have been done.
            array(try AgentRequest.batch(many + [.open(other)]).frame(using: key.keyID)),
            array(try AgentRequest.batch(many).frame(using: key.keyID)),
            array(Frame.make(code: 77, payload: Array(1...200))),
        ]
        for (index, message) in messages.enumerated() {
            send(message)
            connection.receive(time.clock, holder.answer(_:observed:in:))
            #expect(!received().isEmpty, "message \(index)")
            #expect(isClean, "message \(index)")
        }
    }

    @Test func `has nothing of a client that has gone`() throws {
        defer { close(peer) }
        send([200, 0, 0, 0, 2, 17] + [UInt8](repeating: 9, count: 60))
        connection.receive(time.clock) { _, _, _ in }
        #expect(!isClean, "half a message has arrived")
        #expect(connection.leave() === arena)
        #expect(isClean)
    }

    @Test func `takes one message at a time`() throws {
        defer { close(peer) }
        send([2, 0, 0, 0, 2, 1, 2, 0])
        connection.receive(time.clock) { _, _, _ in }
        #expect(connection.isOver)
    }
}

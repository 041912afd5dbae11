import Foundation
import Glibc
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Agent
@testable import Vault

@Suite("A key in an agent")
struct AgentKeyTests {
    private let fixture: SlotFixture
    private let socket: AgentSocket

    init() throws {
        fixture = try SlotFixture()
        socket = AgentSocket(.init(fixture.directory.appending(path: "run/s").path))
    }

    @Test func `does what the same key in this process does, however much it is`() throws {
        let agent = try ChildProcess([BuiltProducts.vault, "agent", "--socket", socket.path.string])
        eventually { (try? AgentClient(socket)) != nil }
        let client = try AgentClient(socket)
        try client.unlock(
            UnlockRequest(
                .password, bytes(SlotFixture.password), of: fixture.vault, lifetime: .standard))
        let key = AgentKey(try #require(try client.status().unlocked), through: client)
        #expect(try !client.isOlder())
        let local = try fixture.slots.key(password: bytes(SlotFixture.password))
        let contexts = (0..<300).map {
            SealingContext.page(PagePlace(kind: .journal, number: 7), generation: $0)
        }
        let boxes = try key.perform(
            contexts.map { .seal(Array($0.id.bytes), under: $0, type: 18) })
        let opening = try zip(contexts, boxes).map { context, result in
            guard case .bytes(let box) = result else { throw VaultError.noSuchSlot }
            return MetadataBox(box, under: context, type: 18)
        }
        let opened = contexts.map { OpenedBox(type: 18, payload: $0.id.bytes) }
        #expect(try key.openEach(opening) == opened)
        #expect(try local.openEach(opening) == opened)
        var damaged = opening
        damaged[257] = MetadataBox(opening[256].box, under: contexts[257], type: 18)
        let failure = BatchError.operation(
            257, .damaged("a box does not open where it stands"))
        #expect(throws: failure) { try key.openEach(damaged) }
        #expect(throws: failure) { try local.openEach(damaged) }
        let large = MetadataBox([UInt8](repeating: 1, count: 70_000), under: contexts[0], type: 18)
        #expect(throws: BatchError.key(.entryTooLarge(bytes: Frame.mostBytes))) {
            try key.openEach(opening + [large])
        }
        try client.lock()
        #expect(
            throws: BatchError.key(.keyUnavailable("the agent has locked the vault"))
        ) { try key.openEach(opening) }
        #expect(agent.isRunning)
    }

    @Test func `is not used where the agent is of an older program`() throws {
        guard let lock = try AgentLock.acquire(for: socket) else {
            return #expect(Bool(false), "somebody else has the lock")
        }
        let listener = try socket.listen(holding: lock)
        // What an agent without batches answers to a code that it does not know.
        let answer: [UInt8] = [6, 0, 0, 0, 2, 132, 0, 0, 0, 0]
        Thread.detachNewThread {
            let client = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 1_000)
            while read(client, &request, request.count) > 0 {
                _ = write(client, answer, answer.count)
            }
            close(client)
            close(listener)
        }
        let unlocked = AgentStatus.Unlocked(
            vaultID: .random(), keyID: [UInt8](repeating: 1, count: 32), keyEpoch: 1, idleLeft: 9,
            totalLeft: 9)
        let client = try AgentClient(socket)
        #expect(try client.isOlder())
        let key = AgentKey(unlocked, through: client)
        let error = #expect(throws: BatchError.self) {
            try key.perform([.attest(.marked([1]))])
        }
        guard case .key(.keyUnavailable(let reason)) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(reason.contains("older program") && reason.contains("vault lock"))
    }
}

import Foundation
import Glibc
import RequestSigning
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Agent
@testable import Vault

/// What is found in the agent's memory by root, through /proc/PID/mem.
@Suite("The memory of an agent", .enabled(if: geteuid() == 0, "reading it takes root"))
struct MemoryTests {
    private let fixture: SlotFixture
    private let agent: ChildProcess
    private let socket: AgentSocket
    private let process: pid_t
    private let errors: String

    init() throws {
        fixture = try SlotFixture()
        let path = fixture.directory.appending(path: "run/s").path
        let place = AgentSocket(.init(path))
        socket = place
        errors = fixture.directory.appending(path: "errors").path
        agent = try ChildProcess(
            [BuiltProducts.vault, "agent", "--socket", path], output: errors)
        eventually { (try? AgentClient(place)) != nil }
        process = try #require(try AgentClient(place).serverProcess)
    }

    private func unlock(idle: UInt32 = 900) throws -> AgentClient {
        let client = try AgentClient(socket)
        try client.unlock(
            UnlockRequest(
                .password, bytes(SlotFixture.password), of: fixture.vault,
                lifetime: Lifetime(idle: idle, total: 900)))
        return client
    }

    /// How often the vault's key, the key for records, the password and a secret lie there.
    private func copies() throws -> [String: Int] {
        let slot = try LockedVault.open(fixture.files).slots.bytes.prefix(168)
        let opened = try Slot(reading: Array(slot))
        let parameters = try #require(opened.parameters)
        let root = try Slot.root(
            password: bytes(SlotFixture.password), salt: opened.salt, parameters)
        let key = try opened.open(root: root)
        let records = Subkey.derive(1, "VltRecrd", from: key)
        let wanted = [
            "root": array(root), "vault key": array(key), "records": array(records),
            "password": Array(SlotFixture.password.utf8), "secret": Array(Self.secret.utf8),
        ]
        let memory = try ProcessMemory(stopping: process)
        var counts = wanted.mapValues { memory.count($0) }
        // Any eight bytes of them, in any form; of the key for records, which it works with, once in all.
        let others = Fragments(of: wanted.filter { $0.key != "records" }.map(\.value))
        counts["pieces"] = memory.count(others)
        if counts["pieces"] != 0 {
            print(wanted.mapValues { memory.places(of: Fragments(of: [$0])) })
        }
        counts["pieces of records"] = memory.count(Fragments(of: [array(records)]))
        return counts
    }

    private static let secret = "kV7dQ2mXz9LrTf4WnB8sYc1HpJ6gAeU3RoZ5tKxE"
    private static let none = [
        "root": 0, "vault key": 0, "records": 0, "password": 0, "secret": 0, "pieces": 0,
        "pieces of records": 0,
    ]

    /// Has the agent seal and open a secret, and sign with it.
    private func use(_ client: AgentClient) throws {
        let key = AgentKey(try #require(try client.status().unlocked), through: client)
        let context = SealingContext(table: .secret, id: .random(), column: 2, generation: 1)
        let box = try bytes(Self.secret).withBytes { try key.seal($0, under: context, type: 2) }
        #expect(text(try key.open(box, under: context, type: 2)) == Self.secret)
        let signer = key.signer(
            accessKeyID: "AK", secret: SealedSecret(context: context, type: 2, box: box))
        #expect(try signer.signature(of: ProtocolTests.signedText()).count == 64)
    }

    @Test func `has the key for records once while it is unlocked, and nothing else`() throws {
        let client = try unlock()
        try use(client)
        let found = try copies()
        #expect(try client.status().unlocked != nil)
        // 32 bytes have 25 pieces of eight.
        let once = ["records": 1, "pieces of records": 25]
        #expect(found == Self.none.merging(once) { $1 })
    }

    @Test func `has nothing of it after a lock`() throws {
        let client = try unlock()
        try use(client)
        try client.lock()
        #expect(try copies() == Self.none)
    }

    @Test func `has nothing of it when its time is over`() throws {
        // On a busy machine its time may be over while it is being used.
        #expect(eventually { (try? use(unlock(idle: 1))) != nil })
        // Nobody asks meanwhile: it has to come by itself.
        #expect(try eventually { try copies()["records"] == 0 })
        #expect(try copies() == Self.none)
    }

    @Test(arguments: [SIGSEGV, SIGTRAP, SIGILL, SIGABRT])
    func `is printed by no crash`(signal: Int32) throws {
        try use(unlock())
        kill(process, signal)
        #expect(agent.wait() & 0x7F == signal)
        let printed = FileManager.default.contents(atPath: errors) ?? Data()
        #expect(!String(decoding: printed, as: UTF8.self).contains("Thread"))
        #expect(printed.range(of: Data(Self.secret.utf8)) == nil)
        #expect(printed.count < 300)
    }
}

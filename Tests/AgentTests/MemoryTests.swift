import CTerminal
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
        socket = AgentSocket(.init(path))
        errors = fixture.directory.appending(path: "errors").path
        agent = try ChildProcess(
            [BuiltProducts.vault, "agent", "--socket", path], output: errors)
        for _ in 0..<500 where (try? AgentClient(socket)) == nil { usleep(10_000) }
        process = try #require(try AgentClient(socket).serverProcess)
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
        let memory = try ProcessMemory(process)
        return wanted.mapValues { memory.count($0) }
    }

    private static let secret = "S3CR3TS3CR3TS3CR3TS3CR3TS3CR3TS3CR3TAAAA"

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
        #expect(found == ["root": 0, "vault key": 0, "records": 1, "password": 0, "secret": 0])
    }

    @Test func `has nothing of it after a lock`() throws {
        let client = try unlock()
        try use(client)
        try client.lock()
        #expect(
            try copies() == ["root": 0, "vault key": 0, "records": 0, "password": 0, "secret": 0])
    }

    @Test func `has nothing of it when its time is over`() throws {
        let client = try unlock(idle: 1)
        try use(client)
        // Nobody asks meanwhile: it has to come by itself.
        for _ in 0..<100 where try copies()["records"] != 0 { usleep(100_000) }
        #expect(
            try copies() == ["root": 0, "vault key": 0, "records": 0, "password": 0, "secret": 0])
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

/// Another process's readable memory.
struct ProcessMemory {
    private let content: [[UInt8]]

    /// The process is stopped meanwhile: what it maps and unmaps while the map is read hides regions.
    init(_ process: pid_t) throws {
        kill(process, SIGSTOP)
        defer { kill(process, SIGCONT) }
        for _ in 0..<10_000 where try !Self.isStopped(process) { usleep(1_000) }
        let isStopped = try Self.isStopped(process)
        try #require(isStopped, "it does not stop")
        let maps = try Self.text("/proc/\(process)/maps")
        // The last of them all: a map that was read in part would hide what is wanted.
        try #require(maps.contains("[stack]"))
        let memory = open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw POSIXError(.EACCES) }
        defer { close(memory) }
        content = Self.regions(maps).compactMap { Self.read($0, of: memory) }
    }

    private static func isStopped(_ process: pid_t) throws -> Bool {
        let stat = try text("/proc/\(process)/stat")
        // PID (NAME) STATE …
        return try #require(stat.split(separator: ") ").last).hasPrefix("T")
    }

    /// Foundation ends at the first short read, and the kernel gives a map in pieces of a page.
    private static func text(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw POSIXError(.ENOENT) }
        defer { close(file) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += piece.prefix(count)
        }
    }

    private static func regions(_ maps: String) -> [Range<UInt>] {
        maps.split(separator: "\n").compactMap { line in
            let ends = line.prefix { $0 != " " }.split(separator: "-")
                .compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, !line.hasSuffix("[vsyscall]"), !line.hasSuffix("[vvar]") else {
                return nil
            }
            return ends[0]..<ends[1]
        }
    }

    /// `nil` where nothing can be read, as in guard pages.
    private static func read(_ region: Range<UInt>, of memory: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: region.count)
        let count = pread(memory, &bytes, bytes.count, off_t(region.lowerBound))
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    func count(_ wanted: [UInt8]) -> Int {
        content.reduce(0) { $0 + test_count($1, $1.count, wanted, wanted.count) }
    }
}

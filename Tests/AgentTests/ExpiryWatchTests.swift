import Foundation
import SecretMemory
import Testing

@testable import Agent
@testable import Vault

@Suite("What an agent keeps of a vault after it has locked")
struct ExpiryWatchTests {
    private let fixture: SlotFixture
    private let time = MovedClock()
    private let holder: KeyHolder

    init() throws {
        fixture = try SlotFixture()
        holder = KeyHolder(clock: time.clock)
    }

    private func watch(of vault: RecordID? = nil) -> ExpiryWatch {
        ExpiryWatch(
            of: vault ?? fixture.slots.vaultID, at: 1_795_737_600,
            [.init(name: "alice", expiresAt: 1_796_000_000, dueFrom: -5)])
    }

    private var kept: ExpiryWatch? {
        get throws {
            guard case .result(let bytes) = holder.ask(try AgentRequest.watched.frame()) else {
                Issue.record("no answer")
                return nil
            }
            return bytes.isEmpty
                ? nil
                : try SecretBytes(copying: bytes).withBytes { try ExpiryWatch(reading: $0) }
        }
    }

    private func keep(_ watch: ExpiryWatch) throws -> Answer {
        holder.ask(try AgentRequest.watch(watch).frame())
    }

    private func unlock() throws {
        #expect(holder.ask(try fixture.unlocking()) == .done)
    }

    @Test func `is nothing unless it was asked to`() throws {
        #expect(try kept == nil && !holder.isWatching)
        try unlock()
        holder.lock(.asked)
        #expect(try kept == nil && !holder.isWatching)
    }

    @Test func `is what it was given, however it has locked`() throws {
        for lock in [AgentStatus.Lock.asked, .idle, .suspended, .signalled] {
            try unlock()
            #expect(try keep(watch()) == .done)
            holder.lock(lock)
            #expect(try kept == watch())
            #expect(holder.isLocked && holder.isWatching)
        }
    }

    @Test func `is taken only while it has that vault's key`() throws {
        #expect(try keep(watch()) == .refused(.locked))
        try unlock()
        #expect(try keep(watch(of: .random())) == .refused(.otherKey))
        holder.lock(.asked)
        #expect(try keep(watch()) == .refused(.locked))
        #expect(try kept == nil)
    }

    @Test func `is gone when it is unlocked again without that wish`() throws {
        try unlock()
        #expect(try keep(watch()) == .done)
        try unlock()
        #expect(try kept == nil)
    }

    @Test func `keeps no key alive`() throws {
        try unlock()
        for _ in 0..<4 {
            time.pass(300)
            _ = try keep(watch())
            _ = try kept
        }
        holder.lockIfDue()
        #expect(holder.isLocked)
    }

    @Test func `is no more than a message holds, the soonest first`() throws {
        let name = String(repeating: "n", count: 60)
        let large = ExpiryWatch(
            of: fixture.slots.vaultID, at: 0,
            (0..<5000).map { .init(name: "\(name)\($0 % 1000)", expiresAt: Int64($0), dueFrom: 0) })
        #expect((500..<1000).contains(large.entries.count))
        #expect(large.entries.map(\.expiresAt) == (0..<large.entries.count).map(Int64.init))
        try unlock()
        #expect(try keep(large) == .done)
        #expect(try kept == large)
    }

    /// A name is a name: nothing else gets into an agent's memory by this way.
    @Test(arguments: ["", "a b", "-x", "é", String(repeating: "n", count: 65), "a\n"])
    func `has names only`(name: String) throws {
        try unlock()
        var payload = fixture.slots.vaultID.bytes + [UInt8](repeating: 0, count: 8) + [1, 0]
        payload += [UInt8](repeating: 1, count: 16) + [UInt8(name.utf8.count)] + Array(name.utf8)
        #expect(holder.ask(Frame.make(code: 5, payload: payload)) == .refused(.malformed))
        #expect(try kept == nil)
    }

    @Test func `has nothing behind its end, and is whole`() throws {
        try unlock()
        let whole = written { buffer in
            Frame.write(code: 5, to: &buffer) { watch().append(to: &$0) }
        }
        let payload = array(whole).dropFirst(Frame.headerCount)
        #expect(holder.ask(Frame.make(code: 5, payload: Array(payload))) == .done)
        for count in 0..<payload.count {
            let cut = Frame.make(code: 5, payload: Array(payload.prefix(count)))
            #expect(holder.ask(cut) == .refused(.malformed), "\(count)")
        }
        #expect(
            holder.ask(Frame.make(code: 5, payload: payload + [0])) == .refused(.malformed))
        #expect(holder.ask(Frame.make(code: 6, payload: [0])) == .refused(.malformed))
    }
}

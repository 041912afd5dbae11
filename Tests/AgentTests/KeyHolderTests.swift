import Foundation
import RequestSigning
import SecretMemory
import Testing

@testable import Agent
@testable import Vault

@Suite("The holder of a key")
struct KeyHolderTests {
    private let fixture: SlotFixture
    private let time = MovedClock()
    private let holder: KeyHolder

    init() throws {
        fixture = try SlotFixture()
        holder = KeyHolder(clock: time.clock)
    }

    private func unlock(idle: UInt32 = 900, total: UInt32 = 28_800) throws {
        #expect(holder.ask(try fixture.unlocking(idle: idle, total: total)) == .done)
    }

    private var isLocked: Bool {
        get throws { try holder.ask(.attest(.marked([1]))) == .refused(.locked) }
    }

    private var status: AgentStatus? {
        guard case .status(let status) = try? holder.ask(.status) else { return nil }
        return status
    }

    @Test func `serves nothing before it is unlocked`() throws {
        #expect(try isLocked)
        #expect(status == AgentStatus(unlocked: nil, lock: .neverUnlocked))
    }

    @Test func `does with a key what the vault does with it itself`() throws {
        try unlock()
        let key = try fixture.slots.key(password: bytes(SlotFixture.password))
        let context = SealingContext(table: .secret, id: .random(), column: 2, generation: 4)
        let box = try bytes("SECRET").withBytes { try key.seal($0, under: context, type: 2) }
        let sealed = SealedSecret(context: context, type: 2, box: box)
        #expect(try holder.ask(.open(sealed)) == .content("SECRET"))
        let name = Attestation.name(try #require(EntryName("alice")))
        #expect(try holder.ask(.attest(name)) == .result(try key.attest(name)))
        let request = SealRequest(context: context, type: 2, plaintext: bytes("OTHER"))
        guard case .result(let own) = try holder.ask(.seal(request)) else {
            return #expect(Bool(false), "nothing was sealed")
        }
        #expect(text(try key.open(own, under: context, type: 2)) == "OTHER")
        let signer = SecretKeySigner(accessKeyID: "AK", secretKey: bytes("SECRET"))
        let text = ProtocolTests.signedText()
        #expect(
            try holder.ask(.sign(sealed, text)) == .result(Array(signer.signature(of: text).utf8)))
        #expect(status?.unlocked?.vaultID == key.vaultID)
        #expect(status?.unlocked?.keyID == key.keyID)
    }

    @Test func `opens no box in another place or as another thing`() throws {
        try unlock()
        let key = try fixture.slots.key(password: bytes(SlotFixture.password))
        let context = SealingContext(table: .secret, id: .random(), column: 2, generation: 4)
        let box = try bytes("SECRET").withBytes { try key.seal($0, under: context, type: 2) }
        let moved = SealingContext(
            table: .secret, id: context.id, column: 2, generation: 5)
        for sealed in [
            SealedSecret(context: moved, type: 2, box: box),
            SealedSecret(context: context, type: 2, box: Array(box.dropLast())),
            SealedSecret(context: context, type: 2, box: []),
        ] {
            #expect(try holder.ask(.open(sealed)) == .refused(.doesNotOpen))
            #expect(
                try holder.ask(.sign(sealed, ProtocolTests.signedText()))
                    == .refused(.doesNotOpen))
        }
    }

    @Test func `locks after a while without use, and a look at it is no use`() throws {
        try unlock(idle: 60)
        time.pass(59)
        #expect(try !isLocked)
        time.pass(59)
        #expect(status?.unlocked?.idleLeft == 1)
        time.pass(1)
        #expect(try isLocked)
        #expect(status?.lock == .idle)
    }

    @Test func `uses no other key than the one that is meant`() throws {
        try unlock()
        let other = [UInt8](repeating: 7, count: 32)
        let context = SealingContext(table: .landing, id: .random(), column: 1, generation: 1)
        let seal = SealRequest(context: context, type: 33, plaintext: bytes("SECRET"))
        #expect(holder.ask(try AgentRequest.seal(seal).frame(using: other)) == .refused(.otherKey))
        #expect(
            holder.ask(try AgentRequest.attest(.marked([1])).frame(using: other))
                == .refused(.otherKey)
        )
    }

    @Test(arguments: [(UInt32(0), UInt32(60)), (61, 60), (60, 0), (900, .max)])
    func `holds a key for no time that is none`(idle: UInt32, total: UInt32) throws {
        let answer = holder.ask(try fixture.unlocking(idle: idle, total: total))
        #expect(answer == .refused(.malformed))
        #expect(try isLocked)
    }

    @Test func `is kept alive by no observer`() throws {
        try unlock(idle: 60)
        var observed = false
        for isFirst in [true, false] {
            time.pass(29)
            let keyID = status?.unlocked?.keyID ?? []
            let message =
                try isFirst
                ? AgentRequest.observe.frame()
                : AgentRequest.attest(.marked([1])).frame(using: keyID)
            #expect(holder.ask(message, observed: &observed) != .refused(.locked))
        }
        #expect(observed)
        #expect(status?.unlocked?.idleLeft == 2)
    }

    @Test func `locks after its whole time, however much it is used`() throws {
        try unlock(idle: 60, total: 100)
        time.pass(50)
        #expect(try !isLocked)
        time.pass(49)
        #expect(try !isLocked)
        time.pass(1)
        #expect(try isLocked)
        #expect(status?.lock == .expired)
    }

    @Test func `locks when the machine has slept, however short`() throws {
        try unlock()
        time.sleep(2)
        #expect(try isLocked)
        #expect(status?.lock == .suspended)
    }

    @Test func `locks when it is told to, and can be unlocked again`() throws {
        try unlock()
        #expect(try holder.ask(.lock) == .done)
        #expect(try isLocked)
        #expect(status?.lock == .asked)
        try unlock()
        #expect(try !isLocked)
    }

    @Test func `makes the next attempt wait longer after each wrong password`() throws {
        let wrong = try fixture.unlocking("wrong")
        #expect(holder.ask(wrong) == .refused(.wrongPassword))
        #expect(holder.ask(wrong) == .refused(.tooSoon(milliseconds: 100)))
        #expect(
            holder.ask(try fixture.unlocking()) == .refused(.tooSoon(milliseconds: 100)),
            "the right password waits, too")
        time.pass(0.1)
        #expect(holder.ask(wrong) == .refused(.wrongPassword))
        #expect(holder.ask(wrong) == .refused(.tooSoon(milliseconds: 200)))
        time.pass(0.2)
        try unlock()
        #expect(holder.ask(wrong) == .refused(.wrongPassword), "a success starts anew")
        #expect(try !isLocked, "a wrong password does not lock what is unlocked")
    }

    @Test(arguments: [
        (code: UInt8(0), payload: 0), (1, 1), (2, 5), (2, 11), (3, 1), (4, 1), (5, 0), (16, 33),
        (17, 20),
        (18, 0), (18, 80), (19, 36), (20, 33), (22, 32), (22, 60), (255, 10),
    ])
    func `refuses what it does not understand and goes on`(code: UInt8, payload: Int) throws {
        try unlock()
        let frame = Frame.make(code: code, payload: [UInt8](repeating: 9, count: payload))
        let answer = holder.ask(frame)
        #expect(
            answer == .refused(.malformed) || answer == .refused(.noSuchSlot)
                || answer == .refused(.doesNotOpen), "\(answer)")
        #expect(try !isLocked)
    }

    @Test func `names its version to who speaks another`() throws {
        let frame = Frame.make(code: 1, version: 1)
        #expect(holder.ask(frame) == .refused(.otherVersion(Frame.version)))
    }
}

import Foundation
import SecretMemory
import Testing

@testable import Agent
@testable import Vault

@Suite("An agent that holds a team's member")
struct HeldMemberTests {
    private let team: HeldTeam

    init() throws { team = try HeldTeam() }

    private func status(_ holder: KeyHolder) throws -> AgentStatus.Unlocked? {
        guard case .status(let status) = try holder.ask(.status) else { return nil }
        return status.unlocked
    }

    @Test func `tells who that is, and gets the vault's key from the member's slot`() throws {
        let holder = KeyHolder(clock: MovedClock().clock)
        #expect(holder.ask(try team.unlocking()) == .done)
        #expect(try status(holder)?.keyEpoch == 0, "no slot was opened yet")
        guard case .result(let told) = try holder.ask(.member) else {
            Issue.record("no member")
            return
        }
        let member = try HeldMember(reading: told)
        #expect(member.vaultID == team.vaultID && member.member == team.alice)
        #expect(member.keys == team.keys.publicKeys && member.founding == team.roster.founding)
        #expect(member.isOf(team.file))
        #expect(try !member.isOf(HeldTeam().file))
        #expect(try holder.ask(team.opening(team.slot)) == .done)
        #expect(try status(holder)?.keyID == team.key.keyID)
    }

    @Test func `seals and opens with it as with any other`() throws {
        let holder = try team.unlocked()
        let context = MemberEvent.context(member: team.alice, sequence: 4)
        let sealed = try holder.ask(
            .seal(
                SealRequest(context: context, type: MemberEvent.type, plaintext: bytes("event"))))
        guard case .result(let box) = sealed else {
            Issue.record("\(sealed)")
            return
        }
        #expect(text(try team.key.open(box, under: context, type: MemberEvent.type)) == "event")
        let none = SealingContext(type: MemberEvent.type, id: team.alice, generation: 0)
        #expect(none == nil)
    }

    @Test func `refuses a wrong password, and waits after some of them`() throws {
        let holder = KeyHolder(clock: MovedClock().clock)
        #expect(holder.ask(try team.unlocking("not this one")) == .refused(.wrongPassword))
        guard case .refused(.tooSoon) = holder.ask(try team.unlocking()) else {
            Issue.record("it does not wait")
            return
        }
        #expect(try holder.ask(.member) == .refused(.locked))
    }

    @Test func `takes a newer key from a new slot, and never an older one`() throws {
        let holder = try team.unlocked()
        let newer = SecretBytes(randomCount: 32)
        let newID = InMemoryVaultKey(newer, vaultID: team.vaultID, keyEpoch: 2).keyID
        let slot = try team.slot(of: newer, epoch: 2)
        #expect(try holder.ask(team.opening(slot, keyID: newID)) == .done)
        #expect(try status(holder)?.keyID == newID)
        #expect(try holder.ask(team.opening(team.slot)) == .refused(.outdated))
        #expect(try status(holder)?.keyEpoch == 2)
    }

    @Test
    func `keeps its key where the slot is another's, or holds another key than the roster names`()
        throws
    {
        let holder = try team.unlocked()
        let newer = SecretBytes(randomCount: 32)
        let newID = InMemoryVaultKey(newer, vaultID: team.vaultID, keyEpoch: 2).keyID
        let slot = try team.slot(of: newer, epoch: 2)
        let server = try team.slot(of: SecretBytes(randomCount: 32), epoch: 2)
        let elsewhere = try HeldTeam.slot(
            of: newer, epoch: 2, in: .random(), for: team.alice, team.seed)
        for wrong in [server, elsewhere] {
            #expect(
                try holder.ask(team.opening(wrong, keyID: newID)) == .refused(.doesNotOpen))
        }
        let others = MemberSlot(member: .random(), keyEpoch: 2, box: slot.box)
        #expect(try holder.ask(team.opening(others, keyID: newID)) == .refused(.otherKey))
        let foreign = SlotRequest(vaultID: .random(), slot: slot, keyID: newID)
        #expect(try holder.ask(.openSlot(foreign)) == .refused(.otherKey))
        #expect(try status(holder)?.keyID == team.key.keyID)
    }

    @Test func `forgets nothing when it is unlocked again, and all when it is locked`() throws {
        let holder = try team.unlocked()
        let first = team.written(try team.event(1, after: nil))
        guard case .result = try holder.ask(.signStatement(team.event(2, after: first))) else {
            Issue.record("the second event was not signed")
            return
        }
        #expect(holder.ask(try team.unlocking()) == .done)
        #expect(try status(holder)?.keyID == team.key.keyID)
        #expect(
            try holder.ask(.signStatement(team.event(1, after: nil))) == .refused(.outdated))
        #expect(try holder.ask(.lock) == .done)
        #expect(try holder.ask(team.opening(team.slot)) == .refused(.locked))
        #expect(try status(holder) == nil)
    }

    @Test func `locks when its time is over, and who only looks does not prolong it`() throws {
        let moved = MovedClock()
        let holder = try team.unlocked(moved.clock)
        moved.pass(800)
        var observed = true
        let looking = try team.opening(team.slot).frame()
        #expect(holder.ask(looking, observed: &observed) == .done)
        moved.pass(101)
        #expect(try holder.ask(.member) == .refused(.locked))
    }
}

import Testing

@testable import Vault

@Suite("A team's history that begins somewhere")
struct TeamHistoryStartTests {
    private var spoken: SpokenTeam
    private var alice: Person { spoken.team.alice }

    init() throws { spoken = try SpokenTeam() }

    @Test func `stands after nothing at epoch 1, and at no other`() throws {
        let some = [UInt8](repeating: 9, count: 32)
        #expect(try spoken.refusal(by: alice, first: true) == nil)
        #expect(
            try spoken.refusal(by: alice, first: true) { $0.before = some } == .notNext(epoch: 1))
        #expect(
            try spoken.refusal(by: alice, first: true) { $0.epoch = 5 } == .notNext(epoch: 5))
        #expect(
            try spoken.refusal(by: alice, first: true) { ($0.epoch, $0.before) = (5, some) } == nil)
    }

    @Test mutating func `begins once`() throws {
        try spoken.write(by: alice)
        #expect(try spoken.refusal(by: alice, first: true) == .malformed(epoch: 0))
    }

    @Test mutating func `begins with what a writer has signed, by the roster that it names`()
        throws
    {
        let (rita, bob) = (try spoken.team.join("rita", as: .reader), try spoken.team.join("bob"))
        let later = { (words: inout SpokenTeam.Words) in
            (words.epoch, words.before) = (5, [UInt8](repeating: 9, count: 32))
        }
        #expect(
            try spoken.refusal(by: rita, first: true, later) == .notAllowed(epoch: 5))
        #expect(try spoken.refusal(by: bob, first: true, later) == nil)
        #expect(
            try spoken.refusal(by: bob, first: true) {
                later(&$0)
                $0.signer = rita
            } == .notSigned(epoch: 5))
    }

    @Test mutating func `ends with a slot for each member, as the newest manifest names them`()
        throws
    {
        let bob = try spoken.team.join("bob")
        let slots = spoken.slots
        try spoken.write(by: alice) { $0.slotDigest = MemberSlot.digest(of: slots) }
        let history = spoken.history
        try history.finish(slots: slots)
        try history.finish(slots: slots.reversed())
        let other = MemberSlot(member: bob.id, keyEpoch: 1, box: [1])
        let wrong = [[], [slots[0]], slots + [other], [slots[0], other], [slots[0], slots[0]]]
        for found in wrong {
            #expect(throws: HistoryRefusal.slots) { try history.finish(slots: found) }
        }
    }

    @Test(arguments: [0, 2] as [UInt64])
    mutating func `ends with slots of the roster's key`(epoch: UInt64) throws {
        let slots = spoken.slots.map { MemberSlot(member: $0.member, keyEpoch: epoch, box: $0.box) }
        try spoken.write(by: alice) { $0.slotDigest = MemberSlot.digest(of: slots) }
        #expect(throws: HistoryRefusal.slots) { try spoken.history.finish(slots: slots) }
    }

    @Test mutating func `ends with the slots of those who are members, and of nobody else`() throws
    {
        let slots = spoken.slots + [MemberSlot(member: .random(), keyEpoch: 1, box: [1])]
        try spoken.write(by: alice) { $0.slotDigest = MemberSlot.digest(of: slots) }
        #expect(throws: HistoryRefusal.slots) { try spoken.history.finish(slots: slots) }
    }

    @Test mutating func `has no entry that no manifest names`() throws {
        let slots = spoken.slots
        try spoken.write(by: alice) { $0.slotDigest = MemberSlot.digest(of: slots) }
        try spoken.team.add(.accept(losing: SignedStatement.origin), by: alice)
        var history = spoken.history
        history.take(entries: spoken.team.entries.suffix(1))
        #expect(throws: HistoryRefusal.looseEntries) { try history.finish(slots: slots) }
        #expect(throws: HistoryRefusal.noManifest) {
            try TeamHistory(of: spoken.team.vaultID).finish(slots: [])
        }
    }
}

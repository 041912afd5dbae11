import Testing

@testable import Vault

@Suite("A member's own events")
struct MemberEventTests {
    private let spoken: SpokenTeam
    private let bob: Person
    private var vaultID: RecordID { spoken.team.vaultID }
    private let manifest: SignedStatement

    init() throws {
        var spoken = try SpokenTeam()
        bob = try spoken.team.join("bob")
        manifest = try spoken.manifest(by: spoken.team.alice)
        try spoken.take(manifest)
        self.spoken = spoken
    }

    private func event(
        _ sequence: UInt64, of member: Person? = nil, in vault: RecordID? = nil,
        signedBy signer: Person? = nil, after head: [UInt8] = SignedStatement.origin
    ) -> SignedEvent {
        let keys = (signer ?? bob).keys
        let content = MemberEvent(member: (member ?? bob).id, sequence: sequence, box: [1, 2, 3])
        return SignedEvent(
            sequence: sequence,
            statement: SignedStatement(
                .audit, of: vault ?? vaultID, after: head, content.bytes, by: keys.signing))
    }

    private func read(_ event: SignedEvent, after head: [UInt8]) -> MemberEvent? {
        MemberEvent(event, of: bob.id, bob.publicKeys.signing, in: vaultID, after: head)
    }

    @Test func `count where they are signed, numbered and placed as they are shown`() {
        #expect(read(event(1), after: SignedStatement.origin)?.sequence == 1)
        let head = event(1).statement.head
        #expect(read(event(2, after: head), after: head)?.sequence == 2)
    }

    @Test func `do not count otherwise`() {
        let (alice, origin) = (spoken.team.alice, SignedStatement.origin)
        #expect(read(event(1, signedBy: alice), after: origin) == nil)
        #expect(read(event(1, of: alice), after: origin) == nil)
        #expect(read(event(1, in: .random()), after: origin) == nil)
        #expect(read(event(1, after: event(1).statement.head), after: origin) == nil)
        #expect(read(event(1), after: event(1).statement.head) == nil)
        let renumbered = SignedEvent(sequence: 2, statement: event(1).statement)
        #expect(read(renumbered, after: origin) == nil)
    }

    @Test func `are taken as far as the newest manifest names them, or further`() throws {
        let named = event(2)
        let history = try history(naming: named)
        for shown in [named, event(3)] {
            let heads = heads([bob.id: shown], history)
            #expect(heads.broken.isEmpty)
            #expect(heads.newer(than: [:]) == [bob.id: shown])
            #expect(heads.newer(than: [bob.id: shown]).isEmpty)
        }
    }

    @Test func `are broken where one that the newest manifest names is gone`() throws {
        let history = try history(naming: event(2))
        #expect(heads([:], history).broken == [bob.id: 1])
        #expect(heads([bob.id: event(1)], history).broken == [bob.id: 2])
        let other = event(2, after: event(1).statement.head)
        #expect(heads([bob.id: other], history).broken == [bob.id: 2])
    }

    @Test func `count for nothing where somebody else has signed them`() throws {
        let forged = heads([bob.id: event(3, signedBy: spoken.team.alice)], spoken.history)
        #expect(forged.heads.isEmpty && forged.broken == [bob.id: 3])
        let strange = heads([.random(): event(1)], spoken.history)
        #expect(strange.heads.isEmpty && strange.broken.isEmpty)
    }

    private func history(naming event: SignedEvent) throws -> TeamHistory {
        var spoken = spoken
        try spoken.write(by: spoken.team.alice) {
            $0.events = [
                EventHead(member: bob.id, count: event.sequence, head: event.statement.head)
            ]
        }
        return spoken.history
    }

    private func heads(
        _ shown: [RecordID: SignedEvent], _ history: TeamHistory
    ) -> EventHeads {
        var news = TeamNews(vaultID: vaultID, newestEpoch: history.point?.epoch ?? 0)
        news.heads = shown
        return EventHeads(news, history)
    }
}

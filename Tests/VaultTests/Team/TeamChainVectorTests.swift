import SecretMemory
import Testing

@testable import Vault

/// The signed chains of docs/vectors.json: read, verified, and written again byte by byte.
@Suite("A team's known chains")
struct TeamChainVectorTests {
    private static let kinds = [
        "found", "invite", "admit", "invite again", "cancel", "role", "remove", "rekey", "accept",
    ]
    let vectors: Vectors
    private let alice: MemberKeys.Seed
    let vaultID: RecordID

    init() throws {
        vectors = try Vectors()
        alice = try MemberKeys.Seed(vectors["member keys"])
        vaultID = try vectors["invitation"].id("vault_id")
    }

    private func roster() throws -> Roster {
        var roster = Roster(of: vaultID)
        for kind in Self.kinds { try roster.append(vectors["roster \(kind)"].statement()) }
        return roster
    }

    @Test func `a roster's first entry, without a recovery code`() throws {
        let vector = try vectors["founding"]
        let written = try Roster(of: vaultID).entry(
            .found(
                RosterEntry.Founding(
                    founder: vector.id("member"), name: #require(EntryName("alice")),
                    keys: alice.keys.publicKeys, recovery: nil, keyID: vector("key_id"))),
            by: vector.id("member"), at: 1_800_000_000, signedBy: alice.keys.signing)
        #expect(try written == vector.statement())
        #expect(try written.head == vector("statement_head"))
    }

    @Test func `each kind of entry`() throws {
        var roster = Roster(of: vaultID)
        var seen: [String] = []
        for kind in Self.kinds {
            let vector = try vectors["roster \(kind)"]
            let statement = try vector.statement()
            let content = try #require(
                statement.unverifiedContent(.roster, of: vaultID, after: roster.head))
            let entry = try RosterEntry(reading: content)
            let written = try roster.entry(
                entry.change, by: entry.author, at: entry.time, signedBy: alice.keys.signing)
            #expect(written == statement, "\(kind)")
            try roster.append(statement)
            #expect(try roster.head == vector("statement_head"), "\(kind)")
            seen.append(String(String(describing: entry.change).prefix { $0 != "(" }))
        }
        #expect(
            seen == [
                "found", "invite", "admit", "invite", "cancel", "role", "remove", "rekey", "accept",
            ])
        #expect(roster.all.map(\.name.description) == ["alice", "recovery-code"])
        #expect(roster.former.values.map(\.name.description) == ["bob"])
        #expect(roster.keyEpoch == 2 && !roster.owesRekey && roster.invitations.isEmpty)
        #expect(try roster.keyID == vectors["subkeys"]("key_id"))
    }

    @Test func `the invitation of that roster, and the request that it was answered with`() throws {
        let entries = try Self.kinds.prefix(2).map { try vectors["roster \($0)"].statement() }
        let vector = try vectors["join request"]
        let found = try #require(
            try Roster.invitation(
                for: InviteCode(bytes: vector.secret("code")), in: entries, of: vaultID))
        let request = try JoinRequest(reading: vector("request"), of: vaultID)
        let change = try found.roster.admission(of: request)
        let admit = try vectors["roster admit"].statement()
        let content = try #require(
            admit.unverifiedContent(.roster, of: vaultID, after: found.roster.head))
        #expect(try RosterEntry(reading: content).change == change)
    }

    private func slots() throws -> [MemberSlot] {
        let vector = try vectors["member slots"]
        return [
            MemberSlot(
                member: try vectors["member file"].id("member"), keyEpoch: 2,
                box: try vector("alice")),
            MemberSlot(
                member: try vectors["recovery member"].id("member"), keyEpoch: 2,
                box: try vector("recovery")),
        ]
    }

    @Test func `members' slots`() throws {
        let (roster, slots) = (try roster(), try slots())
        let key = try slots[0].open(with: alice.keys.receiving, in: roster)
        #expect(try key.keyID == vectors["subkeys"]("key_id"))
        let recovery = MemberKeys(seed: try vectors["recovery member"].secret("seed"))
        #expect(try slots[1].open(with: recovery.receiving, in: roster).keyID == key.keyID)
        #expect(
            try MemberSlot.digest(of: slots.reversed()) == vectors["team manifest"]("slot_digest"))
    }

    @Test func `a member's event`() throws {
        let vector = try vectors["member event"]
        let member = try vectors["member file"].id("member")
        let event = try #require(
            MemberEvent(
                SignedEvent(sequence: 1, statement: vector.statement()), of: member,
                alice.keys.signing.publicKey, in: vaultID, after: SignedStatement.origin))
        #expect(try event.box == vector("box"))
        let written = SignedStatement(
            .audit, of: vaultID, after: SignedStatement.origin, event.bytes, by: alice.keys.signing)
        #expect(try written == vector.statement())
        let key = try slots()[0].open(with: alice.keys.receiving, in: roster())
        let payload = try key.open(
            event.box, under: MemberEvent.context(member: member, sequence: 1),
            type: MemberEvent.type)
        #expect(try payload.publicBytes == vector("payload"))
        #expect(try AuditRow(reading: payload.publicBytes).event.action == .executed)
    }

    @Test func `a manifest's statement`() throws {
        let statement = try vectors["team manifest"].statement()
        var history = TeamHistory(of: vaultID)
        history.take(entries: try Self.kinds.map { try vectors["roster \($0)"].statement() })
        try history.take(first: statement)
        try history.finish(slots: slots())
        let newest = try #require(history.newest)
        #expect(try statement.head == vectors["team manifest"]("statement_head"))
        #expect(try newest.events.map(\.head) == [vectors["member event"]("statement_head")])
        let again = try ManifestStatement(
            author: newest.author, roster: history.roster, slotDigest: newest.slotDigest,
            row: newest.row, events: newest.events)
        let before = [UInt8](statement.body.dropFirst(28).prefix(32))
        #expect(
            SignedStatement(
                .manifest, of: vaultID, after: before, again.bytes, by: alice.keys.signing)
                == statement)
    }
}

extension MemberKeys {
    /// Keys that a test asks for again and again.
    fileprivate struct Seed: Sendable {
        private let bytes: [UInt8]

        init(_ vector: Vectors.Vector) throws { bytes = try vector("seed") }

        var keys: MemberKeys { MemberKeys(seed: SecretBytes(copying: bytes)) }
    }
}

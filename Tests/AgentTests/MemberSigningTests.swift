import Foundation
import SecretMemory
import Testing

@testable import Agent
@testable import Vault

/// A client of an agent that holds a team's member. What the agent signs lasts beyond the lock, so it signs the member's next
/// manifest and next event, and nothing else.
@Suite("A client that wants something signed as a member")
struct MemberSigningTests {
    private let team: HeldTeam
    private let holder: KeyHolder

    init() throws {
        team = try HeldTeam()
        holder = try team.unlocked()
    }

    private func answer(_ step: StatementStep) throws -> Answer {
        try holder.ask(.signStatement(step))
    }

    /// What the agent would sign next is signed: so it is the statement that is refused, and not its surroundings.
    private func expectSigned(
        _ step: StatementStep, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard case .result(let signature) = try answer(step) else {
            Issue.record("not signed", sourceLocation: sourceLocation)
            return
        }
        let isGenuine = SigningKey.isGenuine(
            signature, of: step.body, by: team.keys.publicKeys.signing)
        #expect(isGenuine, sourceLocation: sourceLocation)
    }

    // MARK: - Manifests

    @Test func `gets the manifest that follows, of the member's own making`() throws {
        let shown = try team.shown()
        let mine = try team.manifest(after: shown)
        try expectSigned(mine)
        try expectSigned(team.manifest(after: team.shown(after: team.written(mine))))
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout HeldTeam.Told) -> Void
    }

    static let wrongManifests: [Wrong] = [
        Wrong(testDescription: "another vault's") { $0.vaultID = .random() },
        Wrong(testDescription: "another author's") { $0.author = .random() },
        Wrong(testDescription: "an epoch further than the next") { $0.epoch += 1 },
        Wrong(testDescription: "the last epoch there is") { $0.epoch = .max },
        Wrong(testDescription: "the epoch of the one before") { $0.epoch -= 1 },
        Wrong(testDescription: "an epoch that goes back") { $0.epoch -= 2 },
        Wrong(testDescription: "behind another MAC") { $0.previousMAC[0] ^= 1 },
        Wrong(testDescription: "without the key's MAC") {
            $0.mac = [UInt8](repeating: 1, count: 32)
        },
        Wrong(testDescription: "with a shorter log") { $0.auditCount -= 2 },
        Wrong(testDescription: "with one more entry of the roster") { $0.rosterCount += 1 },
        Wrong(testDescription: "with another roster") { $0.rosterHead[0] ^= 1 },
        Wrong(testDescription: "with other slots") { $0.slotDigest[0] ^= 1 },
    ]

    @Test(arguments: wrongManifests)
    func `gets no manifest that says something else`(wrong: Wrong) throws {
        let shown = try team.shown()
        #expect(try answer(team.manifest(after: shown, wrong.change)) == .refused(.unsignable))
        try expectSigned(team.manifest(after: shown))
    }

    @Test func `gets no manifest behind another one than it names, or behind none`() throws {
        let shown = try team.shown()
        let mine = try team.manifest(after: shown)
        let other = try team.shown { $0.auditCount += 1 }
        for previous in [other, nil] {
            let step = StatementStep(after: previous, body: mine.body)
            #expect(try answer(step) == .refused(.unsignable))
        }
        try expectSigned(mine)
    }

    @Test func `gets nothing behind a manifest that the vault's key has not vouched for`() throws {
        let forged = try team.shown {
            $0.epoch = 1_000
            $0.mac = [UInt8](repeating: 1, count: 32)
        }
        #expect(try answer(team.manifest(after: forged)) == .refused(.doesNotOpen))
    }

    @Test func `gets nothing behind an older manifest than one that was named before`() throws {
        let fifth = try team.shown()
        let sixth = try team.shown(after: fifth)
        let seventh = try team.shown(after: sixth)
        try expectSigned(team.manifest(after: sixth))
        #expect(try answer(team.manifest(after: fifth)) == .refused(.outdated))
        try expectSigned(team.manifest(after: seventh))
        #expect(try answer(team.manifest(after: sixth)) == .refused(.outdated))
    }

    @Test func `gets nothing behind another manifest of the same epoch`() throws {
        let fifth = try team.shown()
        try expectSigned(team.manifest(after: fifth))
        // The tree's manifest is the same, and who wrote it is not.
        let fork = try team.shown()
        #expect(try team.read(fork).row == team.read(fifth).row)
        #expect(try answer(team.manifest(after: fork)) == .refused(.outdated))
        let other = try team.shown { $0.auditCount += 1 }
        #expect(try answer(team.manifest(after: other)) == .refused(.outdated))
    }

    @Test func `gets the same bytes signed again, and is not stuck by a write that was lost`()
        throws
    {
        let fifth = try team.shown()
        let lost = try team.manifest(after: fifth)
        #expect(try answer(lost) == answer(lost))
        try expectSigned(team.manifest(after: fifth) { $0.auditCount += 1 })
    }

    // MARK: - Events

    @Test func `gets a first event further up, where others' rows stand before it`() throws {
        try expectSigned(team.event(2, after: nil))
    }

    @Test func `gets the member's next event`() throws {
        let first = try team.event(1, after: nil)
        try expectSigned(first)
        let second = try team.event(2, after: team.written(first))
        try expectSigned(second)
        // Where somebody has put a row in its place, the next one stands further up.
        try expectSigned(team.event(9, after: team.written(second)))
    }

    @Test func `gets no event that is another's, or stands elsewhere`() throws {
        let first = team.written(try team.event(1, after: nil))
        let foreign = SignedStatement(
            body: first.body, signature: [UInt8](repeating: 1, count: 64))
        let steps = [
            try team.event(2, after: first, of: .random()),
            try team.event(2, after: first, in: .random()),
            try team.event(2 + SignableStatement.mostNumbers, after: first),
            try team.event(.max, after: first), try team.event(1, after: first),
            try team.event(0, after: nil),
            try team.event(2, after: foreign),
            try team.event(2, after: first, sealedAs: 3),
            StatementStep(after: nil, body: try team.event(2, after: first).body),
        ]
        for (number, step) in steps.enumerated() {
            #expect(try answer(step) == .refused(.unsignable), "step \(number)")
        }
        try expectSigned(team.event(2, after: first))
    }

    @Test func `gets no event behind an older one, or another of its number`() throws {
        let first = team.written(try team.event(1, after: nil))
        let second = team.written(try team.event(2, after: first))
        try expectSigned(team.event(3, after: second))
        #expect(try answer(team.event(2, after: first)) == .refused(.outdated))
        #expect(try answer(team.event(1, after: nil)) == .refused(.outdated))
        let other = team.written(try team.event(2, after: first, text: "env"))
        #expect(try answer(team.event(3, after: other)) == .refused(.outdated))
    }

    @Test func `gets no manifest that lacks an event of the member's that was written`() throws {
        let shown = try team.shown { $0.events = [] }
        let first = team.written(try team.event(1, after: nil))
        try expectSigned(team.event(2, after: first))
        #expect(try answer(team.manifest(after: shown)) == .refused(.outdated))
        let named = EventHead(member: team.alice, count: 1, head: first.head)
        try expectSigned(team.manifest(after: shown) { $0.events = [named] })
    }

    // MARK: - Everything else

    @Test func `gets no entry of the roster, no request to join, and nothing that is none`() throws
    {
        let roster = team.roster
        let keys = team.keys
        let entry = try roster.entry(
            .rekey(epoch: 2, keyID: team.key.keyID.map { $0 ^ 1 }), by: team.alice, at: 9,
            signedBy: keys.signing)
        let shown = try team.shown()
        let manifest = try team.manifest(after: shown).body
        let event = try team.event(1, after: nil).body
        let prefixes = ["vault/ros/v1", "vault/joi/v1", "vault/man/v1", "vault/aud/v1"]
        let relabelled = prefixes.flatMap { prefix in
            [manifest, event].map { Array(prefix.utf8) + $0.dropFirst(12) }
        }
        let bodies =
            [entry.body, [], [1, 2, 3], Array(manifest.dropLast()), manifest + [0]]
            + [Array(manifest.prefix(60)), Array(event.prefix(60)), Array(event.prefix(12))]
            + relabelled
        for body in bodies {
            for previous in [nil, shown, entry] {
                let step = StatementStep(after: previous, body: body)
                #expect(try answer(step) == .refused(.unsignable), "\(body.prefix(12))")
            }
        }
    }

    @Test func `gets nothing while there is no member, no key of the vault, or another vault's`()
        throws
    {
        let step = try team.event(1, after: nil)
        let other = KeyHolder(clock: MovedClock().clock)
        #expect(try other.ask(.signStatement(step)) == .refused(.locked))
        #expect(other.ask(try team.unlocking()) == .done)
        #expect(try other.ask(.signStatement(step)) == .refused(.locked), "without the vault's key")
        let fixture = try SlotFixture()
        #expect(other.ask(try fixture.unlocking()) == .done)
        #expect(try other.ask(.signStatement(step)) == .refused(.otherKey))
        #expect(try other.ask(.member) == .refused(.otherKey))
    }
}

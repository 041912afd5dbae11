import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A roster under entries of every kind by authors of every kind")
struct RosterPropertyTests {
    /// Another one each time. ROSTER_SEED=N repeats a run that has failed.
    private static let seed: UInt64 = {
        let wanted = ProcessInfo.processInfo.environment["ROSTER_SEED"].flatMap { UInt64($0) }
        let seed = wanted ?? .random(in: 0...9_999_999)
        print("ROSTER_SEED=\(seed)")
        return seed
    }()
    private static let batches = 16
    private static let histories = 150

    /// 2,400 histories of 4 to 28 entries.
    @Test(arguments: 0..<batches)
    func `takes an entry where the rules do, and no other`(batch: Int) throws {
        let world = RosterWorld.shared
        var (taken, refused) = (0, 0)
        for number in 0..<Self.histories {
            let seed = Self.seed &+ UInt64(batch * Self.histories + number)
            var steps = RosterSteps(seed: seed)
            var history = try RosterRun(in: world, withCode: seed % 2 == 0)
            for _ in 0..<Int.random(in: 4...28, using: &steps.generator) {
                let step = steps.next(in: history.model)
                let (isTaken, isAllowed) = try history.take(step)
                try #require(
                    isTaken == isAllowed && history.agrees(),
                    "ROSTER_SEED=\(seed) (batch 0, history 0): \(step)")
                if isTaken { taken += 1 } else { refused += 1 }
            }
        }
        #expect(taken > Self.histories && refused > Self.histories, "\(taken), \(refused)")
    }
}

/// One history: the model, and the roster that has to agree with it.
private struct RosterRun {
    private(set) var model: RosterModel
    private var roster: Roster
    private let world: RosterWorld

    init(in world: RosterWorld, withCode: Bool) throws {
        self.world = world
        model = RosterModel(withCode: withCode)
        roster = Roster(of: world.vaultID)
        let founding = try world.founding(withCode: withCode)
        try roster.append(
            world.statement(
                RosterEntry(
                    number: 0, time: Team.now, author: world.id(0), change: .found(founding)),
                after: roster.head, signing: 0, nil))
    }

    mutating func take(_ step: RosterStep) throws -> (isTaken: Bool, isAllowed: Bool) {
        let entry = RosterEntry(
            number: roster.count + (step.flaw == .number ? 1 : 0),
            time: Team.now + UInt64(step.time), author: world.id(step.author),
            change: try world.change(step.change))
        let statement = try world.statement(
            entry, after: roster.head, signing: step.signing, step.flaw)
        var next = model
        let isAllowed = next.allows(step)
        if isAllowed { model = next }
        let isTaken = (try? roster.append(statement)) != nil
        return (isTaken, isAllowed)
    }

    func agrees() -> Bool {
        roster.members.count == model.holders.count
            && model.holders.allSatisfy { person, holder in
                let member = roster.member(world.id(person))
                return member?.name.description == holder.name && member?.role == holder.seat.role
                    && member?.keys == world.keys(holder.signing, holder.receiving)
            }
            && roster.invitations.count == model.offers.count
            && model.offers.allSatisfy {
                roster.invitations[world.id($0.key)]?.author == world.id($0.value.author)
            }
            && UInt64(model.epoch) == roster.keyEpoch && model.owesKey == roster.owesRekey
    }
}

/// What the model's numbers stand for: made once, since keys in locked memory cost more than all else here.
private final class RosterWorld: Sendable {
    static let shared = RosterWorld()

    /// A class holds what can't be copied.
    private final class Keys: Sendable {
        let keys = MemberKeys(seed: SecretBytes(randomCount: 32))
    }

    let vaultID = RecordID.random()
    private let people = (0..<RosterSteps.people).map { _ in Keys() }
    private let ids: [RecordID]
    private let keys: [[UInt8]]

    private init() {
        let own = people.flatMap { [$0.keys.publicKeys.signing, $0.keys.publicKeys.receiving] }
        keys = own + (own.count..<200).map { Self.bytes(of: $0, count: 32) }
        ids = (0..<200).map { RecordID(Self.bytes(of: $0, count: 16)) ?? .zero }
    }

    func id(_ number: Int) -> RecordID { ids[number] }

    func key(_ number: Int) -> [UInt8] {
        number == RosterModel.unusable ? [UInt8](repeating: 0, count: 32) : keys[number]
    }

    private static func bytes(of number: Int, count: Int) -> [UInt8] {
        Array(BLAKE2b.digest(of: Array("\(number)".utf8)).prefix(count))
    }

    func founding(withCode: Bool) throws -> RosterEntry.Founding {
        RosterEntry.Founding(
            founder: id(0), name: try name("alice"), keys: keys(0, 1),
            recovery: withCode ? RosterEntry.Recovery(id: id(1), keys: keys(2, 3)) : nil,
            keyID: Self.bytes(of: 0, count: 32))
    }

    func keys(_ signing: Int, _ receiving: Int) -> MemberPublicKeys {
        MemberPublicKeys(signing: key(signing), receiving: key(receiving))
    }

    private func name(_ text: String) throws -> EntryName { try #require(EntryName(text)) }

    func statement(
        _ entry: RosterEntry, after head: [UInt8], signing: Int, _ flaw: RosterStep.Flaw?
    ) throws -> SignedStatement {
        let right = SignedStatement(
            flaw == .kind ? .audit : .roster, of: flaw == .vault ? .random() : vaultID,
            after: flaw == .head ? key(199) : head, entry.bytes,
            by: people[signing / 2].keys.signing)
        guard flaw == .signature else { return right }
        var signature = right.signature
        signature[40] ^= 1
        return SignedStatement(body: right.body, signature: signature)
    }

    func change(_ change: RosterStep.Change) throws -> RosterEntry.Change {
        switch change {
        case .found: return .found(try founding(withCode: false))
        case .accept: return .accept(losing: Self.bytes(of: 0, count: 32))
        case .invite(let offer, let key, let text, let seat, let expires):
            return .invite(
                Invitation(
                    id: id(offer), name: try name(text), role: seat.role,
                    expires: Team.now + UInt64(expires), key: self.key(key),
                    pin: Self.bytes(of: 0, count: 32)))
        case .cancel(let offer): return .cancel(invitation: id(offer))
        case .admit(let offer, let person, let signing, let receiving):
            return .admit(
                invitation: id(offer), member: id(person), keys: keys(signing, receiving))
        case .seat(let person, let seat): return .role(member: id(person), seat.role)
        case .remove(let person): return .remove(member: id(person))
        case .rekey(let epoch, let name):
            return .rekey(epoch: UInt64(epoch), keyID: Self.bytes(of: name, count: 32))
        }
    }
}

extension RosterModel.Seat {
    fileprivate var role: MemberRole {
        switch self {
        case .reader: .reader
        case .writer: .writer
        case .admin: .admin
        }
    }
}

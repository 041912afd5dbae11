import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

/// What team.md's rules say of an entry, in words of its own: names and numbers, no keys and no bytes.
private struct RosterModel {
    enum Seat: Int { case reader, writer, admin }

    struct Offer {
        let name: String
        let seat: Seat
        let expires: UInt64
        let author: Int
    }

    /// The members, by number of person; whoever was one once.
    var seats: [Int: Seat] = [0: .admin]
    var names: [Int: String] = [0: "alice"]
    var everHere: Set<Int> = [0]
    var offers: [Int: Offer] = [:]
    var epoch: UInt64 = 1
    var owesKey = false

    var admins: Int { seats.values.count { $0 == .admin } }

    func isTaken(_ name: String) -> Bool {
        seats.keys.contains { names[$0] == name } || offers.values.contains { $0.name == name }
    }

    /// Whether the step is allowed; if it is, it is done.
    mutating func allows(_ step: RosterStep) -> Bool {
        guard !step.isForged, seats[step.author] == .admin else { return false }
        if case .rekey(let next) = step.change {
            guard next == epoch + 1 else { return false }
            (epoch, owesKey) = (next, false)
            return true
        }
        guard !owesKey else { return false }
        switch step.change {
        case .invite(let offer, let name, let seat, let expires):
            guard !isTaken(name), expires > step.time else { return false }
            offers[offer] = Offer(name: name, seat: seat, expires: expires, author: step.author)
        case .cancel(let offer):
            guard offers.removeValue(forKey: offer) != nil else { return false }
        case .admit(let offer, let person):
            guard let open = offers[offer], step.time <= open.expires, !everHere.contains(person)
            else { return false }
            offers[offer] = nil
            (seats[person], names[person]) = (open.seat, open.name)
            everHere.insert(person)
        case .seat(let person, let seat):
            guard let old = seats[person], old != seat else { return false }
            guard old != .admin || admins > 1 else { return false }
            seats[person] = seat
            endOffers(of: person)
        case .remove(let person):
            guard let old = seats[person], person != step.author else { return false }
            guard old != .admin || admins > 1 else { return false }
            seats[person] = nil
            owesKey = true
            endOffers(of: person)
        case .rekey: return false
        }
        return true
    }

    private mutating func endOffers(of person: Int) {
        guard seats[person] != .admin else { return }
        offers = offers.filter { $0.value.author != person }
    }
}

/// One entry, by whoever may or may not write it.
private struct RosterStep {
    enum Change {
        case invite(Int, String, RosterModel.Seat, UInt64)
        case cancel(Int)
        case admit(Int, Int)
        case seat(Int, RosterModel.Seat)
        case remove(Int)
        case rekey(UInt64)
    }

    let author: Int
    let time: UInt64
    /// Signed with somebody else's key.
    let isForged: Bool
    let change: Change
}

@Suite("A roster under entries of every kind by authors of every kind")
struct RosterPropertyTests {
    private static let people = 8

    /// 30 histories of 120 entries each; about every second entry is refused.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func `takes an entry where the rules do, and no other`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var run = try Run()
        var taken = 0
        for number in 0..<120 {
            let step = run.step(number, &generator)
            var model = run.model
            let wanted = model.allows(step)
            let isTaken = try run.take(step)
            #expect(isTaken == wanted, "seed \(seed), entry \(number): \(step)")
            if wanted { run.model = model }
            if isTaken { taken += 1 }
            #expect(run.agrees(), "seed \(seed), entry \(number)")
        }
        #expect(taken > 10 && taken < 110, "\(taken)")
    }

    private struct Run {
        var model = RosterModel()
        var team: Team
        let people: [Person]
        private var offers: [Int: Invitation] = [:]
        private var epochs: UInt8 = 1

        init() throws {
            team = try Team()
            people = [team.alice] + (1..<RosterPropertyTests.people).map { Person("person-\($0)") }
        }

        func step(_ number: Int, _ generator: inout SplitMix64) -> RosterStep {
            // Mostly one who may, so that something happens.
            let admins = model.seats.filter { $0.value == .admin }.keys.sorted()
            let author =
                Int.random(in: 0..<4, using: &generator) == 0
                ? Int.random(in: 0..<people.count, using: &generator)
                : admins.randomElement(using: &generator) ?? 0
            let time = Team.now + UInt64.random(in: 0...20, using: &generator)
            return RosterStep(
                author: author, time: time,
                isForged: Int.random(in: 0..<12, using: &generator) == 0,
                change: change(number, &generator))
        }

        private func change(_ number: Int, _ generator: inout SplitMix64) -> RosterStep.Change {
            let person = Int.random(in: 0..<people.count, using: &generator)
            let offer =
                model.offers.keys.sorted().randomElement(using: &generator)
                ?? Int.random(in: 0...number, using: &generator)
            let seat = RosterModel.Seat(rawValue: Int.random(in: 0...2, using: &generator))
            if model.owesKey, Bool.random(using: &generator) { return .rekey(model.epoch + 1) }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...2:
                let expires = Team.now + UInt64.random(in: 0...30, using: &generator)
                let name = "name-\(Int.random(in: 0..<12, using: &generator))"
                return .invite(number, name, seat ?? .reader, expires)
            case 3: return .cancel(offer)
            case 4...6: return .admit(offer, person)
            case 7: return .seat(person, seat ?? .reader)
            case 8: return .remove(person)
            default: return .rekey(model.epoch + UInt64.random(in: 0...2, using: &generator))
            }
        }

        /// Whether the roster takes it; what the step means is said in the roster's own terms.
        mutating func take(_ step: RosterStep) throws -> Bool {
            let author = people[step.author]
            let entry = RosterEntry(
                number: team.roster.count, time: step.time, author: author.id,
                change: try meaning(step))
            let signer = step.isForged ? people[(step.author + 1) % people.count] : author
            let statement = SignedStatement(
                .roster, of: team.vaultID, after: team.roster.head, entry.bytes,
                by: signer.keys.signing)
            guard (try? team.roster.append(statement)) != nil else { return false }
            if case .invite(let number, _, _, _) = step.change,
                case .invite(let invitation) = entry.change
            {
                offers[number] = invitation
            }
            return true
        }

        private mutating func meaning(_ step: RosterStep) throws -> RosterEntry.Change {
            switch step.change {
            case .invite(_, let name, let seat, let expires):
                return .invite(
                    InviteCode.random().invitation(
                        to: try #require(EntryName(name)), as: seat.role, until: expires,
                        in: team.roster))
            case .cancel(let offer): return .cancel(invitation: offers[offer]?.id ?? .random())
            case .admit(let offer, let person):
                return .admit(
                    invitation: offers[offer]?.id ?? .random(), member: people[person].id,
                    keys: people[person].publicKeys)
            case .seat(let person, let seat):
                return .role(member: people[person].id, seat.role)
            case .remove(let person): return .remove(member: people[person].id)
            case .rekey(let epoch):
                epochs &+= 1
                return .rekey(epoch: epoch, keyID: [UInt8](repeating: epochs, count: 32))
            }
        }

        func agrees() -> Bool {
            let mine = model.seats.map { "\(people[$0.key].id) \($0.value.role)" }.sorted()
            let its = team.roster.all.map { "\($0.id) \($0.role)" }.sorted()
            return mine == its && model.epoch == team.roster.keyEpoch
                && model.offers.count == team.roster.invitations.count
        }
    }
}

extension RosterModel.Seat {
    var role: MemberRole {
        switch self {
        case .reader: .reader
        case .writer: .writer
        case .admin: .admin
        }
    }
}

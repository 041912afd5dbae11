/// What docs/format.md says of the roster's rules, in words of its own: names and numbers, no bytes and no signatures.
///
/// Ids and keys are numbers. Those of a person are known from its own number; 100 and more were made for an invitation.
struct RosterModel {
    enum Seat: Int, CaseIterable { case reader, writer, admin }

    struct Holder: Hashable {
        let name: String
        var seat: Seat
        let signing: Int
        let receiving: Int
    }

    struct Offer {
        let name: String
        let seat: Seat
        let expires: Int
        let author: Int
    }

    var holders: [Int: Holder] = [:]
    var offers: [Int: Offer] = [:]
    private(set) var epoch = 1
    private(set) var keyName = 0
    private(set) var owesKey = false
    private var usedIDs: Set<Int> = []
    private var usedKeys: Set<Int> = []

    /// Keys that nobody can use.
    static let unusable = -1
    static func signing(of person: Int) -> Int { 2 * person }
    static func receiving(of person: Int) -> Int { 2 * person + 1 }

    /// Founded by person 0; person 1 is the recovery code, where there is one.
    init(withCode: Bool) {
        _ = enters(0, "alice", .admin, Self.signing(of: 0), Self.receiving(of: 0))
        guard withCode else { return }
        _ = enters(1, "recovery-code", .admin, Self.signing(of: 1), Self.receiving(of: 1))
    }

    /// Whether the step is allowed. What a refused one has changed does not count.
    mutating func allows(_ step: RosterStep) -> Bool {
        guard step.flaw == nil, let author = holders[step.author], author.seat == .admin,
            author.signing == step.signing
        else { return false }
        if case .rekey(let next, let name) = step.change {
            guard next == epoch + 1, name != keyName else { return false }
            (epoch, keyName, owesKey) = (next, name, false)
            return true
        }
        guard !owesKey, changes(step) else { return false }
        // An offer is worth as much as the office of whoever has made it.
        offers = offers.filter { holders[$0.value.author]?.seat == .admin }
        return holders.values.contains { $0.seat == .admin }
    }

    private mutating func changes(_ step: RosterStep) -> Bool {
        switch step.change {
        case .found, .rekey: return false
        case .accept: return true
        case .invite(let offer, let key, let name, let seat, let expires):
            guard expires > step.time, !isTaken(name), usedIDs.insert(offer).inserted,
                usedKeys.insert(key).inserted
            else { return false }
            offers[offer] = Offer(name: name, seat: seat, expires: expires, author: step.author)
            return true
        case .cancel(let offer): return offers.removeValue(forKey: offer) != nil
        case .admit(let offer, let person, let signing, let receiving):
            guard let open = offers.removeValue(forKey: offer), step.time <= open.expires else {
                return false
            }
            return enters(person, open.name, open.seat, signing, receiving)
        case .seat(let person, let seat):
            guard let old = holders[person], old.seat != seat else { return false }
            holders[person]?.seat = seat
            return true
        case .remove(let person):
            owesKey = true
            return person != step.author && holders.removeValue(forKey: person) != nil
        }
    }

    private mutating func enters(
        _ person: Int, _ name: String, _ seat: Seat, _ signing: Int, _ receiving: Int
    ) -> Bool {
        guard signing != Self.unusable, receiving != Self.unusable, !isTaken(name),
            usedIDs.insert(person).inserted, usedKeys.insert(signing).inserted,
            usedKeys.insert(receiving).inserted
        else { return false }
        holders[person] = Holder(name: name, seat: seat, signing: signing, receiving: receiving)
        return true
    }

    private func isTaken(_ name: String) -> Bool {
        holders.values.contains { $0.name == name } || offers.values.contains { $0.name == name }
    }
}

/// One entry, by whoever may or may not write it.
struct RosterStep {
    enum Change {
        case found
        case invite(Int, key: Int, String, RosterModel.Seat, expires: Int)
        case cancel(Int)
        case admit(Int, Int, signing: Int, receiving: Int)
        case seat(Int, RosterModel.Seat)
        case remove(Int)
        case rekey(Int, name: Int)
        case accept
    }

    /// What is wrong with it, whatever it says and whoever says it.
    enum Flaw: CaseIterable { case head, number, vault, kind, signature }

    let author: Int
    /// The key that it is signed with.
    let signing: Int
    let time: Int
    let flaw: Flaw?
    let change: Change
}

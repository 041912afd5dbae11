import VaultTestSupport

/// Makes up entries, about half of which the rules allow.
struct RosterSteps {
    static let people = 8
    var generator: SplitMix64
    private var made = 0

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func next(in model: RosterModel) -> RosterStep {
        made += 1
        // Mostly one who may, so that something happens.
        let admins = model.holders.filter { $0.value.seat == .admin }.keys.sorted()
        let author = oneOf(6) ? person() : (admins.randomElement(using: &generator) ?? 0)
        let own = model.holders[author]?.signing ?? RosterModel.signing(of: author)
        return RosterStep(
            author: author, signing: oneOf(16) ? RosterModel.signing(of: person()) : own,
            time: below(20),
            flaw: oneOf(24) ? RosterStep.Flaw.allCases.randomElement(using: &generator) : nil,
            change: change(in: model))
    }

    private mutating func change(in model: RosterModel) -> RosterStep.Change {
        if model.owesKey, !oneOf(4) { return rekey(in: model) }
        switch below(14) {
        case 0...3: return invite(in: model)
        case 4: return .cancel(offer(in: model))
        case 5...8: return admit(in: model)
        case 9, 10: return .seat(person(), seat())
        case 11: return .remove(person())
        case 12: return oneOf(2) ? .accept : rekey(in: model)
        default: return oneOf(3) ? .found : .accept
        }
    }

    private mutating func invite(in model: RosterModel) -> RosterStep.Change {
        let isOld = oneOf(8)
        let key = oneOf(8) ? (oneOf(2) ? below(2 * Self.people) : 100 + below(made)) : 100 + made
        return .invite(
            isOld ? (oneOf(2) ? person() : 100 + below(made)) : 100 + made, key: key,
            ["alice", "recovery-code", "a", "b", "c", "d", "e", "f"][below(8)], seat(),
            expires: below(30))
    }

    private mutating func admit(in model: RosterModel) -> RosterStep.Change {
        let new = person()
        let (signing, receiving) = (
            RosterModel.signing(of: new), RosterModel.receiving(of: new)
        )
        let other = person()
        return .admit(
            offer(in: model), new,
            signing: oneOf(16)
                ? (oneOf(2) ? RosterModel.unusable : RosterModel.signing(of: other)) : signing,
            receiving: oneOf(16)
                ? (oneOf(2) ? RosterModel.unusable : RosterModel.receiving(of: other)) : receiving)
    }

    private mutating func rekey(in model: RosterModel) -> RosterStep.Change {
        .rekey(model.epoch + (oneOf(4) ? below(3) : 1), name: oneOf(6) ? model.keyName : made)
    }

    /// Mostly an open one.
    private mutating func offer(in model: RosterModel) -> Int {
        let open = model.offers.keys.sorted()
        return oneOf(6) ? 100 + below(made + 1) : open.randomElement(using: &generator) ?? 100
    }

    private mutating func seat() -> RosterModel.Seat {
        RosterModel.Seat.allCases.randomElement(using: &generator) ?? .reader
    }

    private mutating func person() -> Int { below(Self.people) }
    private mutating func oneOf(_ count: Int) -> Bool { below(count) == 0 }
    private mutating func below(_ count: Int) -> Int {
        Int.random(in: 0..<count, using: &generator)
    }
}

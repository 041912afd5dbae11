import FoundationEssentials
import Vault

/// A member, or whoever is invited, as it is shown.
struct MemberView {
    enum State {
        case member(isSelf: Bool)
        case invited(until: Date, isOver: Bool)
        /// A request waits for an admin.
        case asks(until: Date, isOver: Bool)
    }

    let name: String
    let role: TeamRole
    let state: State

    static let fields = ["name", "role", "state", "self", "expiresAt"]

    private var values: [JSONValue] {
        [
            .text(name), .text(role.rawValue), .text(word), .boolean(isSelf),
            .text(end.map(UTCDate.iso)),
        ]
    }

    var json: JSONValue { .object(Array(zip(Self.fields, values))) }

    var csv: String {
        CSV.line([name, role.rawValue, word, isSelf ? "true" : "false", end.map(UTCDate.iso)])
    }

    var cells: [TableCell] {
        [TableCell(name), TableCell(role.rawValue), TableCell(phrase, isOpen ? .warning : nil)]
    }

    private var word: String {
        switch state {
        case .member: "member"
        case .invited: "invited"
        case .asks: "asks"
        }
    }

    private var isSelf: Bool {
        if case .member(isSelf: true) = state { true } else { false }
    }

    private var isOpen: Bool {
        if case .asks(_, isOver: false) = state { true } else { false }
    }

    private var end: Date? {
        switch state {
        case .member: nil
        case .invited(let end, _), .asks(let end, _): end
        }
    }

    private var phrase: String {
        switch state {
        case .member(let isSelf): isSelf ? "member (you)" : "member"
        case .invited(let end, false): "invited until \(UTCDate.iso(end))"
        case .asks(let end, false):
            "has joined; waits for 'vault member admit' until \(UTCDate.iso(end))"
        case .invited(let end, true), .asks(let end, true):
            "the invitation expired at \(UTCDate.iso(end))"
        }
    }
}

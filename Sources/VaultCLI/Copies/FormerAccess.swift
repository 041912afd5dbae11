import Vault

/// What opened a file when it was written, and opens the vault again once that is restored: with the keys come the
/// passwords, the recovery codes and the vault's key of then.
enum FormerAccess: Equatable {
    /// The same as in the vault in place.
    case same
    /// Slots of the file that the vault in place has not, and those that only that has.
    case otherSlots(back: [String], gone: [String])
    /// Another key of the vault: by its number, and what opens it.
    case otherKey(number: UInt64, replaced: UInt64, slots: [String])
    /// There is nothing to compare with; the mark is of another key, or not.
    case unknown(slots: [String], isOtherKey: Bool)

    init(of file: VerifiedImage, in standing: RestoreRun.Standing, _ verdict: MarkVerdict) {
        let slots = file.slots.map(\.label)
        guard let current = standing.image else {
            let isOtherKey = if case .foreignMark = verdict.refusal { true } else { false }
            self = .unknown(slots: slots, isOtherKey: isOtherKey)
            return
        }
        guard file.key.keyID == current.key.keyID else {
            self = .otherKey(
                number: file.key.keyEpoch, replaced: current.key.keyEpoch, slots: slots)
            return
        }
        let back = file.slots.filter { slot in !current.slots.contains(where: slot.isSame) }
            .map(\.label)
        let gone = current.slots.filter { slot in !file.slots.contains(where: slot.isSame) }
            .map(\.label)
        self = back.isEmpty && gone.isEmpty ? .same : .otherSlots(back: back, gone: gone)
    }

    private static func list(_ slots: [String]) -> String { slots.joined(separator: ", ") }

    /// What a person is told before the question.
    var lines: [String] {
        switch self {
        case .same: return []
        case .otherSlots(let back, let gone):
            var lines: [String] = []
            if !back.isEmpty {
                lines.append(
                    "passwords, recovery codes and key files of then open the vault again: slot \(Self.list(back)) of the file."
                )
            }
            if !gone.isEmpty {
                lines.append(
                    "what was made since opens it no more: slot \(Self.list(gone)) of the vault in place."
                )
            }
            return lines
        case .otherKey(let number, let replaced, let slots):
            let what =
                number < replaced
                ? "this undoes 'vault rekey': the file has the vault's key number \(number), the vault in place has number \(replaced)."
                : "the file has another key of the vault (number \(number)) than the vault in place (number \(replaced))."
            return [
                what,
                "what opened the file then opens the vault again: slot \(Self.list(slots)). Who knew one of them, or that key, "
                    + "can read what is written from now on. 'vault rekey' afterwards makes a new key.",
            ]
        case .unknown(let slots, let isOtherKey):
            let opens =
                "what opened the file when it was written opens the vault from now on: slot \(Self.list(slots)). Passwords, "
                + "recovery codes and key files that were changed since count as they did then."
            guard isOtherKey else { return [opens] }
            return [
                "this machine's mark is of another key of the vault, so this may undo a 'vault rekey'. If it does, run "
                    + "'vault rekey' again afterwards.", opens,
            ]
        }
    }

    /// The same for the audit log; `nil` for nothing.
    var note: String? {
        switch self {
        case .same: nil
        case .otherSlots(let back, let gone):
            [
                back.isEmpty ? nil : "slots back: \(Self.list(back))",
                gone.isEmpty ? nil : "slots gone: \(Self.list(gone))",
            ].compactMap { $0 }.joined(separator: "; ")
        case .otherKey(let number, let replaced, _):
            "\(number < replaced ? "undoes a rekey: " : "")key \(number) in place of key \(replaced)"
        case .unknown(_, let isOtherKey):
            isOtherKey ? "the mark was of another key; may undo a rekey" : nil
        }
    }
}

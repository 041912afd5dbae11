import FoundationEssentials
import Vault

/// A slot as it is shown.
struct SlotView {
    private let slot: Slot
    private let madeAt: Date?

    /// - Parameter madeAt: `nil` where the audit log does not tell.
    init(_ slot: Slot, madeAt: Date?) {
        (self.slot, self.madeAt) = (slot, madeAt)
    }

    static let fields = ["number", "kind", "madeAt", "kdfMemoryKiB", "kdfPasses"]

    private var values: [JSONValue] {
        [
            .number(Int64(slot.number)), .text(slot.kind.text), .text(madeAt.map(UTCDate.iso)),
            .number(slot.parameters.map { Int64($0.memoryKiB) }),
            .number(slot.parameters.map { Int64($0.passes) }),
        ]
    }

    var json: JSONValue { .object(Array(zip(Self.fields, values))) }

    var csv: String {
        CSV.line([
            "\(slot.number)", slot.kind.text, madeAt.map(UTCDate.iso),
            slot.parameters.map { "\($0.memoryKiB)" }, slot.parameters.map { "\($0.passes)" },
        ])
    }

    static func header(_ time: ReadTime) -> [String] {
        ["SLOT", "KIND", "MADE"] + (time.isOnTerminal ? ["AGE"] : []) + ["DERIVATION"]
    }

    func cells(_ time: ReadTime) -> [TableCell] {
        let made = madeAt.map { time.columns($0) } ?? (time.isOnTerminal ? ["-", "-"] : ["-"])
        let cost = slot.parameters.map(Self.cost) ?? "-"
        return (["\(slot.number)", slot.kind.text] + made + [cost]).map { TableCell($0) }
    }

    static func cost(_ parameters: KeyDerivationParameters) -> String {
        "\(parameters.memoryKiB >> 10) MiB, \(parameters.passes) passes"
    }
}

extension Slot {
    /// `2 (recovery)`: in a sentence.
    var label: String { "\(number) (\(kind.text))" }
}

extension SlotKind {
    /// The word of `slot list`, and of the audit log.
    var text: String {
        switch self {
        case .password: "password"
        case .passwordAndKeyFile: "password+key-file"
        case .recovery: "recovery"
        case .keyFile: "key-file"
        }
    }

    var hasPassword: Bool { self == .password || self == .passwordAndKeyFile }
}

/// What one check of `doctor` has found, with its cure.
struct Diagnosis: Hashable {
    enum Verdict: String {
        case ok
        /// It works, and could be safer.
        case warning
        /// It does not work, or a secret is in danger.
        case problem
        /// It could not be looked at.
        case skipped
    }

    /// A word for programs.
    let check: String
    let verdict: Verdict
    /// A sentence.
    let finding: String
    /// What to do, as a sentence; `nil` where nothing is to be done.
    let cure: String?

    static func ok(_ check: String, _ finding: String) -> Diagnosis {
        Diagnosis(check: check, verdict: .ok, finding: finding, cure: nil)
    }

    static func warning(_ check: String, _ finding: String, cure: String) -> Diagnosis {
        Diagnosis(check: check, verdict: .warning, finding: finding, cure: cure)
    }

    static func problem(_ check: String, _ finding: String, cure: String?) -> Diagnosis {
        Diagnosis(check: check, verdict: .problem, finding: finding, cure: cure)
    }

    static func skipped(_ check: String, _ finding: String, cure: String? = nil) -> Diagnosis {
        Diagnosis(check: check, verdict: .skipped, finding: finding, cure: cure)
    }

    /// What a command has failed with; its sentence ends with the way out already.
    static func problem(_ check: String, _ failure: Failure) -> Diagnosis {
        .problem(check, failure.message, cure: nil)
    }

    static let fields = ["check", "status", "finding", "cure"]

    var json: JSONValue {
        .object(
            Array(
                zip(
                    Self.fields,
                    [.text(check), .text(verdict.rawValue), .text(finding), .text(cure)])))
    }

    /// - Parameter width: the terminal's columns, between whose words lines break; `nil` for one line.
    func lines(_ style: Style, width: Int?) -> [String] {
        let word = verdict.rawValue + String(repeating: " ", count: 9 - verdict.rawValue.count)
        let name = check + String(repeating: " ", count: max(1, 13 - check.count))
        let text = [finding, cure].compactMap { $0 }.joined(separator: " ")
        let shown = style.shown(word, verdict.tone)
        if let width, width < Self.narrowestBeside {
            let below = TextWrap.lines(text, width: width - 2).map { "  " + $0 }
            return [shown + check] + below
        }
        let indent = word.count + name.count
        let parts = TextWrap.lines(text, width: width.map { $0 - indent })
        return parts.enumerated().map { index, part in
            (index == 0 ? shown + name : String(repeating: " ", count: indent)) + part
        }
    }

    /// In fewer columns the text stands below its check.
    private static let narrowestBeside = 60
}

extension Diagnosis.Verdict {
    fileprivate var tone: Style.Tone {
        switch self {
        case .ok: .good
        case .warning: .warning
        case .problem: .bad
        case .skipped: .quiet
        }
    }
}

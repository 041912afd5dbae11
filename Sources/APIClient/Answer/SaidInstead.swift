/// What an answer says that is not what was asked for.
struct SaidInstead {
    let faults: [Refusal.Fault]
    let evidence: Refusal.Evidence?
    /// The same in a few words, or the beginning of what came instead of JSON.
    let words: String
    /// Whether there is an error under `Errors`.
    let listsErrors: Bool

    init(opening body: inout ResponseBody, status: Int, _ mediaType: String?) {
        guard let answer = try? OpenedAnswer(opening: &body) else {
            self.init(words: body.withBytes { ForeignText.excerpt(of: $0) })
            return
        }
        self.init(answer, status: status, mediaType)
    }

    private init(words: String) {
        (faults, evidence, listsErrors, self.words) = ([], nil, false, words)
    }

    init(_ answer: borrowing OpenedAnswer, status: Int, _ mediaType: String?) {
        let message = FaultMessage(answer.json, status: status, mediaType: mediaType)
        faults = message?.faults ?? []
        evidence = message?.evidence
        listsErrors = message?.listsErrors ?? false
        words =
            faults.isEmpty
            ? ForeignText.excerpt(of: Array(answer.json).span)
            : ForeignText.shortened(faults.map(\.words).joined(separator: "; "))
    }
}

/// Sorts an answer by its status and by who stands behind it, and reads it as what it then is.
struct AnswerReader {
    let clockSkew: Double?
    var caller = Refusal.Caller.key

    func read(_ response: consuming HTTPResponse) throws(APIError) -> OpenedAnswer {
        let status = response.status
        switch status {
        case 200..<300:
            let answer: OpenedAnswer
            do { answer = try OpenedAnswer(opening: &response.body) } catch {
                throw .unreadable(UnreadableAnswer(.malformed(error), status: status))
            }
            if let error = errorInSuccess(answer, status: status) { throw error }
            return answer
        case 300..<400: throw .unreadable(UnreadableAnswer(.redirection, status: status))
        case 400..<600: throw error(response)
        default: throw .unreadable(UnreadableAnswer(.unexpectedStatus, status: status))
        }
    }

    /// Errors under a status that says success. Where they come with a new secret, the key is what counts.
    private func errorInSuccess(_ answer: borrowing OpenedAnswer, status: Int) -> APIError? {
        guard answer.speaksOfErrors, !answer.hasSecret else { return nil }
        let said = SaidInstead(answer, status: status, nil)
        return said.listsErrors ? refusal(said, status: status, retryAfter: nil) : nil
    }

    /// What an error means for the call depends on who said it.
    ///
    /// OUTSCALE's own error object proves that it has judged the request. A status alone proves nothing:
    /// whatever stands between may give any of them after it has passed the request on.
    private func error(_ response: consuming HTTPResponse) -> APIError {
        let status = response.status
        let retryAfter = response.retryAfter
        let said = SaidInstead(opening: &response.body, status: status, response.mediaType)
        return refusal(said, status: status, retryAfter: retryAfter)
    }

    private func refusal(_ said: SaidInstead, status: Int, retryAfter: Double?) -> APIError {
        let refusal = Refusal(
            status: status, errors: said.faults, evidence: said.evidence, clockSkew: clockSkew,
            retryAfter: retryAfter, caller: caller)
        if refusal.meansThrottled { return .throttled(refusal) }
        if status >= 500 { return .serverFailed(refusal) }
        guard said.evidence != nil else {
            return .intermediary(
                ForeignAnswer(status: status, words: said.words, retryAfter: retryAfter))
        }
        return .refused(refusal)
    }
}

extension Refusal {
    /// Whether OUTSCALE itself says that there were too many requests: on its platform (6), of the account
    /// (24), of this call (25).
    fileprivate var meansThrottled: Bool {
        guard case .ownError = evidence, status == 429 || status == 503 else { return false }
        return ["6", "24", "25"].contains(where: contains(code:))
    }
}

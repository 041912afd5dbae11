/// Sorts an answer by its status, and reads it as what it then is.
struct AnswerReader {
    let clockSkew: Double?

    func read(_ response: consuming HTTPResponse) throws(APIError) -> OpenedAnswer {
        let status = response.status
        switch status {
        case 200..<300:
            do { return try OpenedAnswer(opening: &response.body) } catch {
                throw .unreadable(UnreadableAnswer(.malformed(error), status: status))
            }
        case 300..<400: throw .unreadable(UnreadableAnswer(.redirection, status: status))
        case 400..<600: throw Self.error(for: refusal(response))
        default: throw .unreadable(UnreadableAnswer(.unexpectedStatus, status: status))
        }
    }

    /// 429 is the answer to too many requests by definition; 503 is so only where OUTSCALE says it
    /// (code 6), because a gateway's 503 may come after the work was done.
    private static func error(for refusal: Refusal) -> APIError {
        switch refusal.status {
        case 429: .throttled(refusal)
        case 503 where refusal.contains(code: "6"): .throttled(refusal)
        case 400..<500: .refused(refusal)
        default: .serverFailed(refusal)
        }
    }

    /// A body that is not strict JSON, a gateway's HTML for example, says nothing that is worth showing.
    private func refusal(_ response: consuming HTTPResponse) -> Refusal {
        let faults = FaultMessage(opening: &response.body)
        return Refusal(
            status: response.status, errors: faults?.faults ?? [], requestID: faults?.requestID,
            clockSkew: clockSkew, retryAfter: response.retryAfter)
    }
}

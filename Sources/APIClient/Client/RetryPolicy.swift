/// When a read that was throttled is asked again.
///
/// OUTSCALE documents no waiting time; its clients wait 1, 2, 4 seconds and some chance more, so that
/// those who were throttled together do not come back together.
enum RetryPolicy {
    /// How often a read is repeated at most.
    static let repetitions = 3
    /// Who is asked to wait longer than this is told so instead, in seconds.
    static let longestPause = 30.0

    /// Seconds to wait before the next attempt, or `nil` if there shall be none.
    ///
    /// - Parameter repeated: how often it was repeated already.
    static func pause(after error: APIError, repeated: Int) -> Double? {
        guard repeated < repetitions, let answer = error.answer, [429, 503].contains(answer.status)
        else { return nil }
        let jitter = Double.random(in: 0..<1)
        let asked = answer.retryAfter ?? Double(1 << repeated)
        return asked <= longestPause ? asked + jitter : nil
    }
}

extension APIError {
    /// The answer's status, and the seconds that it asks to wait. A read may follow anybody's wish.
    fileprivate var answer: (status: Int, retryAfter: Double?)? {
        switch self {
        case .throttled(let refusal), .refused(let refusal), .serverFailed(let refusal):
            (refusal.status, refusal.retryAfter)
        case .intermediary(let answer): (answer.status, answer.retryAfter)
        case .unreachable, .interrupted, .unreadable, .invalidSetting, .libraryMissing, .signing:
            nil
        }
    }
}

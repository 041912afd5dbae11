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
        guard repeated < repetitions, let refusal = error.refusal,
            [429, 503].contains(refusal.status)
        else { return nil }
        let jitter = Double.random(in: 0..<1)
        let asked = refusal.retryAfter ?? Double(1 << repeated)
        return asked <= longestPause ? asked + jitter : nil
    }
}

import APIClient
import FoundationEssentials

extension LifecycleContext {
    /// Seconds between two looks; doubled each time up to the longest.
    static let firstPause = 1.0
    static let longestPause = 8.0

    /// Looks again and again, with longer and longer pauses, until a look succeeds or the settling time is over.
    ///
    /// A disturbed look is no answer; the next one may be. A refused look would be refused again, and
    /// bring the caller nearer to being locked out.
    ///
    /// - Returns: `nil` if the last look has not found it.
    func lookRepeatedly<Found>(
        _ look: () throws(APIError) -> Found?
    ) throws(APIError) -> Found? {
        let deadline = now().addingTimeInterval(settleSeconds)
        var next = Self.firstPause
        while true {
            let last: Result<Found?, APIError>
            do {
                if let found = try look() { return found }
                last = .success(nil)
            } catch {
                guard error.isWorthAnotherTry else { throw error }
                last = .failure(error)
            }
            guard now().addingTimeInterval(next) <= deadline else { return try last.get() }
            onWait(deadline.timeIntervalSince(now()))
            pause(next)
            next = min(next * 2, Self.longestPause)
        }
    }
}

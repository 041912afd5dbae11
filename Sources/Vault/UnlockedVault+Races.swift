import Glibc

extension UnlockedVault {
    /// So many times others may come first.
    private static let mostTries = 8
    /// So many times a change waits once more for others who are writing; the server ends each wait after five seconds.
    private static let mostWaits = 1

    /// Makes a change, and makes it anew as long as another member of a team is first at the last moment, or takes too long.
    mutating func redoingLostRaces<Result>(
        _ change: (inout UnlockedVault) throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        var waits = 0
        for attempt in 1..<Self.mostTries {
            do throws(VaultError) { return try change(&self) } catch {
                switch error {
                case .team(.overtaken): break
                case .team(.crowded) where waits < Self.mostWaits: waits += 1
                default: throw error
                }
            }
            // Else all who lost would meet again.
            usleep(.random(in: 0..<50_000) * UInt32(attempt))
        }
        return try change(&self)
    }
}

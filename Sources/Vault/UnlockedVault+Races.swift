import Glibc

extension UnlockedVault {
    /// So many times others may come first.
    private static let mostTries = 8

    /// Makes a change, and makes it anew as long as another member of a team is first at the last moment.
    mutating func redoingLostRaces<Result>(
        _ change: (inout UnlockedVault) throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        for attempt in 1..<Self.mostTries {
            do throws(VaultError) { return try change(&self) } catch {
                guard error == .team(.overtaken) else { throw error }
            }
            // Else all who lost would meet again.
            usleep(.random(in: 0..<50_000) * UInt32(attempt))
        }
        return try change(&self)
    }
}

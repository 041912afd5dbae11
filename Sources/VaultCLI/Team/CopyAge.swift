import Vault

/// How old this machine's copy of a team's vault is.
enum CopyAge {
    /// In the largest unit of which it has two at least: nobody reads 93,784 seconds.
    static func phrase(seconds: UInt64) -> String {
        let units: [(UInt64, String)] = [(86_400, "day"), (3600, "hour"), (60, "minute")]
        for (length, name) in units where seconds >= 2 * length {
            return counted(Int(clamping: seconds / length), name)
        }
        return counted(Int(clamping: seconds), "second")
    }

    /// As a member of a JSON object; `null` where the server has answered.
    static func member(_ team: TeamView?) -> (String, JSONValue) {
        ("copyAgeSeconds", .number(team?.offline.map { Int64(clamping: $0.age) }))
    }
}

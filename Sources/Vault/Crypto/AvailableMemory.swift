import FoundationEssentials

/// What the kernel says it can still give.
enum AvailableMemory {
    /// `MemAvailable` of /proc/meminfo; `nil` if there is none.
    static var kibibytes: UInt64? {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") })
        else { return nil }
        return line.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
    }
}

import FoundationEssentials

/// A date as an entry has it: whole seconds since 1970 in UTC, in the years 1 to 9999.
enum EntryDate {
    static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// The nearest one of the range.
    static func seconds(_ date: Date) -> Int64 {
        let (earliest, latest) = (Double(range.lowerBound), Double(range.upperBound))
        let seconds = date.timeIntervalSince1970.rounded(.down)
        return Int64(exactly: min(max(seconds, earliest), latest)) ?? 0
    }
}

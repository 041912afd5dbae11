/// Four failures in a row lock a credential for a minute, each four more for a minute longer, up
/// to ten. A locked credential is refused with the right secret too; others are not touched.
struct Lockout: Sendable {
    private var records: [String: Record] = [:]

    private struct Record {
        var failures = 0
        var minutes = 0
        var lockedUntil: Instant = .min
    }

    mutating func check(_ credential: String, now: Instant) throws(APIError) {
        guard let record = records[credential] else { return }
        if record.lockedUntil == .max { throw .lockedForever }
        if now < record.lockedUntil { throw .locked }
    }

    mutating func noteFailure(_ credential: String, now: Instant) {
        var record = records[credential] ?? Record()
        record.failures += 1
        if record.failures % 4 == 0 {
            record.minutes = min(record.minutes + 1, 10)
            record.lockedUntil = now + record.minutes * 60
        }
        records[credential] = record
    }

    mutating func noteSuccess(_ credential: String) { records[credential] = nil }

    /// Locks by hand: for so many seconds, or for good.
    mutating func lock(_ credential: String, seconds: Int?, now: Instant) {
        let until = seconds.map { now + $0 } ?? .max
        records[credential] = Record(failures: 4, minutes: 1, lockedUntil: until)
    }

    mutating func clear() { records = [:] }

    /// The locked credentials.
    func locked(at now: Instant) -> [String] {
        records.filter { now < $0.value.lockedUntil }.keys.sorted()
    }
}

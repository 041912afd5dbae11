/// What the cloud was like a while ago, as far back as anything lags.
struct History: Codable, Sendable {
    /// The newest is last; the first one held since ever.
    private var moments: [Moment]

    struct Moment: Codable, Equatable, Sendable {
        var time: Instant
        var keys: [AccessKey]
        var users: [User]
    }

    /// A cloud that has been like this since ever.
    init(keys: [AccessKey] = [], users: [User] = []) {
        moments = [Moment(time: .min, keys: keys, users: users)]
    }

    /// Notes what is there now, if it is new, and forgets what no lag reaches.
    mutating func note(_ keys: [AccessKey], _ users: [User], at now: Instant, lag: Int) {
        if let last = moments.last, last.keys != keys || last.users != users {
            moments.append(Moment(time: now, keys: keys, users: users))
        }
        let first = moments.lastIndex { $0.time <= now - lag } ?? moments.startIndex
        moments.removeFirst(first)
    }

    /// The state that had been reached at that time.
    func moment(at time: Instant) -> Moment? {
        moments.last { $0.time <= time } ?? moments.first
    }

    /// The clock was set back: nothing noted is of a time that is still to come.
    mutating func limit(to now: Instant) {
        for index in moments.indices where moments[index].time > now { moments[index].time = now }
    }
}

import Foundation

/// What OUTSCALE would remember of one account.
struct SimulatedCloud: Codable, Sendable {
    var source: RandomSource
    var account: Account
    var users: [User] = []
    var keys: [AccessKey] = []
    var policy = AccessPolicy()
    /// Seconds by which the clock was moved, on top of the model's own offset.
    var clockShift = 0
    /// The machine's time at which the clock was stopped. It can still be moved.
    var clockStop: Double?
    /// What a user made by CreateUser may do.
    var newUserRights = User.Rights.none
    private(set) var model = CloudModel()
    private(set) var history = History()
    /// Calls that have come in since the model was set.
    private var calls = 0

    struct Account: Codable, Sendable {
        var id: String
        var email = "root@example.com"
        var password = "correct-horse"
    }

    struct AccessPolicy: Codable, Sendable {
        /// 0 is no ceiling.
        var maxAccessKeyExpirationSeconds = 0
        var requireTrustedEnv = false

        var json: JSON {
            [
                "RequireTrustedEnv": .bool(requireTrustedEnv),
                "MaxAccessKeyExpirationSeconds": JSON(maxAccessKeyExpirationSeconds),
            ]
        }
    }

    init(source: RandomSource) {
        var source = source
        self.account = Account(id: source.digits(12))
        self.source = source
    }
}

/// Its model.
extension SimulatedCloud {
    /// From now on the cloud is like this; what was changed before has reached everything.
    mutating func follow(_ model: CloudModel) {
        self.model = model
        calls = 0
        history = History(keys: keys, users: users)
    }

    /// A setting of the model that can be changed alone, without a new beginning.
    mutating func set<Value>(_ path: WritableKeyPath<CloudModel, Value>, _ value: Value) {
        model[keyPath: path] = value
    }

    /// Counts a call, and changes the rules that change with it.
    mutating func noteCall() {
        calls += 1
        for step in model.steps where step.fromCall == calls {
            if let ceiling = step.ceiling { policy.maxAccessKeyExpirationSeconds = ceiling }
            if let quota = step.quota { model.quota = quota }
        }
    }

    /// By how much one read is behind.
    mutating func lagOfRead(_ lag: Int) -> Int {
        model.readLag.pattern == .steady || lag == 0 ? lag : source.number(below: lag + 1)
    }

    /// Keeps what lagging reads will need.
    mutating func noteHistory() {
        history.note(keys, users, at: now, lag: model.longestLag)
    }
}

/// Its clock.
extension SimulatedCloud {
    /// Seconds by which its clock is ahead of the machine's.
    var clockOffset: Int { clockShift + model.clockOffset }

    var now: Instant { Int(preciseNow.rounded(.down)) }

    var preciseNow: Double { (clockStop ?? Self.machineTime) + Double(clockOffset) }

    private static var machineTime: Double { Date().timeIntervalSince1970 }

    mutating func stopClock(_ isStopped: Bool) {
        clockStop = isStopped ? clockStop ?? Self.machineTime : nil
        history.limit(to: now)
    }

    mutating func moveClock(to shift: Int) {
        clockShift = shift
        history.limit(to: now)
    }
}

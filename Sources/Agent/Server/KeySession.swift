import Vault

/// An opened key and how long it may be used.
struct KeySession {
    /// More than two clocks drift apart in a lifetime, in seconds.
    private static let toleratedSleep = 1.0

    let key: InMemoryVaultKey
    private let lifetime: Lifetime
    private let began: Double
    private let asleepThen: Double
    private var lastUse: Double
    /// How far the spool had come when a secret was opened last.
    private(set) var spoolHead: SpoolHead?

    /// - Parameter last: what was open until now; of the same key, what it has seen of the spool is still known.
    init(
        _ key: InMemoryVaultKey, lifetime: Lifetime, clock: AgentClock,
        after last: KeySession? = nil
    ) {
        self.key = key
        spoolHead = last.flatMap { $0.key.keyID == key.keyID ? $0.spoolHead : nil }
        self.lifetime = lifetime
        began = clock.sinceBoot()
        asleepThen = clock.asleep.upperBound
        lastUse = began
    }

    mutating func use(_ clock: AgentClock) { lastUse = clock.sinceBoot() }

    /// Two commands may come in another order than they wrote in.
    mutating func remember(_ head: SpoolHead) {
        if head.sequence > spoolHead?.sequence ?? 0 { spoolHead = head }
    }

    /// Why it has to end now, if it has to.
    func end(_ clock: AgentClock) -> AgentStatus.Lock? {
        if clock.asleep.lowerBound - asleepThen > Self.toleratedSleep { return .suspended }
        if totalLeft(clock) <= 0 { return .expired }
        return idleLeft(clock) <= 0 ? .idle : nil
    }

    func idleLeft(_ clock: AgentClock) -> Double {
        Double(lifetime.idle) - (clock.sinceBoot() - lastUse)
    }

    func totalLeft(_ clock: AgentClock) -> Double {
        Double(lifetime.total) - (clock.sinceBoot() - began)
    }

    func status(_ clock: AgentClock) -> AgentStatus.Unlocked {
        let total = totalLeft(clock)
        return AgentStatus.Unlocked(
            vaultID: key.vaultID, keyID: key.keyID, keyEpoch: key.keyEpoch,
            idleLeft: UInt32(clamping: Int(min(idleLeft(clock), total).rounded(.up))),
            totalLeft: UInt32(clamping: Int(total.rounded(.up))))
    }
}

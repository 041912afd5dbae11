import Vault

/// Opened keys and how long it may be used.
struct KeySession {
    /// In seconds of sleep. The two clocks that tell of sleep drift apart by less in a lifetime.
    private static let toleratedSleep = 1.0

    private(set) var held: Holding
    private let lifetime: Lifetime
    private let began: Double
    private let asleepThen: Double
    private var lastUse: Double
    var known: KnownState

    /// - Parameter known: what it has seen of the vault so far.
    init(
        _ held: Holding, lifetime: Lifetime, clock: AgentClock,
        knowing known: KnownState
    ) {
        self.held = held
        self.known = known
        self.lifetime = lifetime
        began = clock.sinceBoot()
        asleepThen = clock.asleep.upperBound
        lastUse = began
    }

    /// A member's slot was opened.
    mutating func take(_ key: InMemoryVaultKey) { held = held.with(key) }

    mutating func use(_ clock: AgentClock) { lastUse = clock.sinceBoot() }

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
            vaultID: held.vaultID, keyID: held.key?.keyID ?? AgentStatus.noKeyID,
            keyEpoch: held.key?.keyEpoch ?? 0,
            idleLeft: UInt32(clamping: Int(min(idleLeft(clock), total).rounded(.up))),
            totalLeft: UInt32(clamping: Int(total.rounded(.up))))
    }
}

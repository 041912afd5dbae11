import APIClient
import FoundationEssentials
import Vault

/// What the account allows, as OUTSCALE said within the last day, or else as it says now.
///
/// Kept values may only let a request pass. OUTSCALE is asked before anything is refused or cut, so no old answer is told
/// as a new one. If OUTSCALE refuses what they let pass, it is asked, too.
struct AccountLimits {
    /// A day.
    static let keptSeconds = 86_400.0
    private static let quotaName = "accesskey_limit"

    private let client: OutscaleClient
    private let context: LifecycleContext
    private let kept: AccountFacts
    private var facts: AccountFacts
    /// Whether kept values have let something pass.
    private(set) var restOnKept = false

    /// - Parameter kept: what the vault has; empty asks for all of it.
    init(kept: AccountFacts, client: OutscaleClient, context: LifecycleContext) {
        self.kept = kept
        self.client = client
        self.context = context
        facts = kept
    }

    /// What to keep from now on; `nil` if nothing was learnt.
    var news: AccountFacts? { facts == kept ? nil : facts }

    /// An expiry as the account allows it.
    mutating func allowed(
        _ expiry: Date?, mayBeCut: Bool
    ) throws(LifecycleError) -> ExpiryCeiling.Allowed {
        let ceiling = ExpiryCeiling(client: client, context: context)
        if let seconds = value(of: facts.longestLife), ceiling.isAllowed(expiry, below: seconds) {
            restOnKept = true
            return ExpiryCeiling.Allowed(expiresAt: expiry, isCut: false)
        }
        let told = try ceiling.told()
        facts.longestLife = told.map { AccountFact($0, readAt: context.now()) }
        return try ceiling.allow(expiry, mayBeCut: mayBeCut, below: told)
    }

    /// The quota counts per owner, so what the owner holds is compared, not `UsedValue`.
    mutating func requireRoom(beside held: Int, of user: String?) throws(LifecycleError) {
        if let limit = value(of: facts.mostKeys), Self.hasRoom(beside: held, below: limit) {
            restOnKept = true
            return
        }
        let told = try toldQuota()
        facts.mostKeys = told.map { AccountFact($0, readAt: context.now()) }
        guard let told, !Self.hasRoom(beside: held, below: told) else { return }
        throw .quotaReached(limit: told, held: held, user: user)
    }

    private static func hasRoom(beside held: Int, below limit: Int64) -> Bool {
        limit <= 0 || Int64(held) < limit
    }

    private func toldQuota() throws(LifecycleError) -> Int64? {
        do { return try client.readQuota(Self.quotaName)?.maximum } catch {
            if case .refused = error { return nil }
            throw .api(error)
        }
    }

    /// Of the last day only. A value that was read in the future was read while the clock was wrong.
    private func value(of fact: AccountFact?) -> Int64? {
        guard let fact else { return nil }
        let age = context.now().timeIntervalSince(fact.readAt)
        return age >= 0 && age < Self.keptSeconds ? fact.value : nil
    }
}

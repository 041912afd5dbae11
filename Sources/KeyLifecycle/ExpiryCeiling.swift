import APIClient
import FoundationEssentials

/// The account's limit to the life of its keys.
struct ExpiryCeiling {
    /// The ceiling is counted from OUTSCALE's clock; ours may be ahead by what is tolerated.
    static let marginSeconds = 60.0

    let client: OutscaleClient
    let context: LifecycleContext

    /// An expiry as the account allows it; `nil` for never.
    struct Allowed {
        let expiresAt: Date?
        let isCut: Bool
    }

    /// - Parameter mayBeCut: whether no person has named the date.
    /// - Throws: `expiryRequired`, `expiryBeyondCeiling`; a caller without the right to read the policy learns of it from
    ///   OUTSCALE's refusal.
    func allow(_ wanted: Date?, mayBeCut: Bool) throws(LifecycleError) -> Allowed {
        let policy: AccessPolicy
        do { policy = try client.readAccessPolicy() } catch {
            if case .refused = error { return Allowed(expiresAt: wanted, isCut: false) }
            throw .api(error)
        }
        guard let ceiling = policy.maximumLifetime, ceiling > 0 else {
            return Allowed(expiresAt: wanted, isCut: false)
        }
        let end = context.now().timeIntervalSince1970 + Double(ceiling) - Self.marginSeconds
        let latest = Date(timeIntervalSince1970: end.rounded(.down))
        if let wanted, wanted <= latest { return Allowed(expiresAt: wanted, isCut: false) }
        guard mayBeCut, latest > context.now() else {
            guard let wanted else { throw .expiryRequired(maximum: ceiling) }
            throw .expiryBeyondCeiling(asked: wanted, latest: latest)
        }
        return Allowed(expiresAt: latest, isCut: true)
    }
}

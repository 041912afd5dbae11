import APIClient
import FoundationEssentials

/// The account's limit to the life of its keys.
struct ExpiryCeiling {
    /// The ceiling counts from OUTSCALE's clock. Ours may be ahead by as much as we tolerate.
    static let marginSeconds = 60.0

    /// A key that is cut to less than this ends before anybody has used it.
    static let shortestSeconds = 60.0

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
        try allow(wanted, mayBeCut: mayBeCut, below: told())
    }

    /// The same by a ceiling in seconds; 0 and `nil` are none.
    func allow(
        _ wanted: Date?, mayBeCut: Bool, below ceiling: Int64?
    ) throws(LifecycleError) -> Allowed {
        guard let ceiling, !isAllowed(wanted, below: ceiling) else {
            return Allowed(expiresAt: wanted, isCut: false)
        }
        let latest = end(of: ceiling)
        guard mayBeCut, latest >= context.now() + Self.shortestSeconds else {
            guard let wanted else { throw .expiryRequired(maximum: ceiling) }
            throw .expiryBeyondCeiling(asked: wanted, latest: latest)
        }
        return Allowed(expiresAt: latest, isCut: true)
    }

    func isAllowed(_ wanted: Date?, below ceiling: Int64) -> Bool {
        guard ceiling > 0 else { return true }
        return wanted.map { $0 <= end(of: ceiling) } ?? false
    }

    /// What OUTSCALE says now, in seconds; 0 where there is none, `nil` if the caller may not know.
    func told() throws(LifecycleError) -> Int64? {
        do { return try client.readAccessPolicy().maximumLifetime ?? 0 } catch {
            if case .refused = error { return nil }
            throw .api(error)
        }
    }

    private func end(of ceiling: Int64) -> Date {
        let end = context.now().timeIntervalSince1970 + Double(ceiling) - Self.marginSeconds
        return Date(timeIntervalSince1970: end.rounded(.down))
    }
}

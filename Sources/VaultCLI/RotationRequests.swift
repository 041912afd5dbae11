import APIClient
import FoundationEssentials
import KeyLifecycle
import Vault

/// What a rotation asks OUTSCALE for: the profile's endpoint, and the new key's expiry.
struct RotationRequests {
    let options: GlobalOptions
    let windows: RotateKey.Windows
    let context: CommandContext

    func request(
        _ key: KeyRecord, until wish: When?, in contents: VaultContents
    ) throws -> RotateKey.Request {
        let profile = try Selection.profile(of: key, contents)
        let reach = try ProfileClient(profile, options: options, context: context)
        return RotateKey.Request(
            key: key, profile: profile,
            expiresAt: wish.map(\.date) ?? usualExpiry(key, profile),
            mayBeCut: wish?.isSpan ?? true, windows: windows, endpoint: reach.endpoint.origin)
    }

    /// Without a wish: the old key's lifetime from now, else the profile's default.
    private func usualExpiry(
        _ key: KeyRecord, _ profile: Profile
    ) -> Date? {
        let now = ExpiryOption.now(context)
        if let expiry = key.expiresAt, let created = key.createdAt, expiry > created {
            return now.addingTimeInterval(expiry.timeIntervalSince(created).rounded(.down))
        }
        // It never expires, and so does the new one.
        guard key.expiresAt != nil || !key.isExpiryKnown else { return nil }
        return profile.defaultLifetime.map { now.addingTimeInterval(Double($0)) }
    }
}

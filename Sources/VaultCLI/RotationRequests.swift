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
        let usual = UsualLifetime(
            from: ExpiryOption.now(context), defaultSeconds: profile.defaultLifetime)
        return RotateKey.Request(
            key: key, profile: profile, expiresAt: wish?.date,
            lifetime: wish == nil ? usual : nil,
            mayBeCut: wish?.isSpan ?? true, windows: windows, endpoint: reach.endpoint.origin)
    }
}

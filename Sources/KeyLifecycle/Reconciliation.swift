package import APIClient
package import Vault

/// How a key in the vault and one at OUTSCALE are to each other.
package struct Finding: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case matched
        /// In the vault; OUTSCALE does not list it.
        case localOnly = "local-only"
        /// At OUTSCALE; no secret of it here.
        case cloudOnly = "cloud-only"
        case stateDrift = "state-drift"
        case expiryDrift = "expiry-drift"
        case tagDrift = "tag-drift"
        /// At OUTSCALE with the Tag of a creation of this vault whose secret was lost.
        case orphan
    }

    package let kind: Kind
    package let user: String?
    package let key: KeyRecord?
    package let cloud: AccessKey?

    /// Whether vault and OUTSCALE disagree; a key that others made and hold is no disagreement.
    package var isDrift: Bool { kind != .matched && kind != .cloudOnly }

    /// Whether a vault has made the key, and nothing in this one knows of it: another vault's, or an orphan of
    /// somebody's. Nobody here may delete it.
    package var isOfAnotherVault: Bool {
        kind == .cloudOnly && (cloud?.tag ?? "").hasPrefix(Intent.tagPrefix)
    }
}

/// Compares the vault with what OUTSCALE lists for one owner.
package struct Reconciliation {
    let client: OutscaleClient
    let world: World

    package init(client: OutscaleClient, world: World) {
        self.client = client
        self.world = world
    }

    /// - Parameter user: the EIM user; `nil` for the caller.
    package func run(
        _ user: String?, profile: Profile, in contents: VaultContents
    ) throws(LifecycleError) -> [Finding] {
        let held = contents.keys(of: profile.id).filter { $0.user == user }
        let listed: [AccessKey]
        do { listed = try client.listedKeys(of: user) } catch { throw .api(error) }
        let known = Dictionary(
            uniqueKeysWithValues: Dictionary(grouping: held, by: \.accessKeyID)
                .compactMap { id, keys in keys.first.map { (id, $0) } })
        let tags = Set(contents.intents.filter { $0.kind == .issue }.map(\.tag))
        let cloud = listed.map { key in
            finding(known[key.id], key, user, isOurs: key.tag.map(tags.contains) ?? false)
        }
        let ids = Set(listed.map(\.id))
        let gone = held.filter { !ids.contains($0.accessKeyID) }
            .map { Finding(kind: .localOnly, user: user, key: $0, cloud: nil) }
        return cloud + gone
    }

    private func finding(
        _ record: KeyRecord?, _ key: AccessKey, _ user: String?, isOurs: Bool
    ) -> Finding {
        let kind: Finding.Kind
        if let record {
            kind =
                if record.state != KeyState(key.state) {
                    .stateDrift
                } else if record.expiresAt != key.expiresAt { .expiryDrift } else {
                    record.tag == key.tag ? .matched : .tagDrift
                }
        } else {
            kind = isOurs ? .orphan : .cloudOnly
        }
        return Finding(kind: kind, user: user, key: record, cloud: key)
    }

    /// Writes OUTSCALE's facts into the vault's records. Deletes nothing, here or there.
    package func align(
        _ findings: [Finding], in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Int {
        let drifted = findings.filter {
            [.stateDrift, .expiryDrift, .tagDrift].contains($0.kind)
        }
        guard !drifted.isEmpty else { return 0 }
        let now = world.now()
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                for finding in drifted {
                    guard let cloud = finding.cloud,
                        var record = finding.key.flatMap({ transaction.contents.key(id: $0.id) })
                    else { continue }
                    record.align(with: cloud)
                    try transaction.update(record)
                    try transaction.record(AuditEvent(at: now, .aligned, key: record))
                }
            }
        } catch { throw .vault(error) }
        return drifted.count
    }
}

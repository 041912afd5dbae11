package import APIClient
package import FoundationEssentials
package import Vault

/// Changes a key's state, expiry or Tag at OUTSCALE, then in the vault.
///
/// The intent holds everything that the key is to be, so that repeating it after a crash changes nothing
/// more. UpdateAccessKey may clear an expiry that is not resent: all fields are sent, and read back.
package struct ChangeKey {
    package enum Change: Hashable, Sendable {
        case state(KeyState)
        /// `nil` for never.
        case expiry(Date?)
        /// `nil` for none.
        case tag(String?)
    }

    let key: KeyRecord
    let change: Change
    let client: OutscaleClient
    let endpoint: String
    let world: World

    package init(
        _ key: KeyRecord, _ change: Change, client: OutscaleClient, endpoint: String, world: World
    ) {
        self.key = key
        self.change = change
        self.client = client
        self.endpoint = endpoint
        self.world = world
    }

    /// The key as it is afterwards.
    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> KeyRecord {
        let confirmed = ConfirmedChange(
            client: client, user: key.user, signer: vault.contents.signer(of: key.profile))
        guard let found = try confirmed.find(key.accessKeyID) else { throw .notListed(key) }
        let intent = Intent(.update, key, target: target(of: found), endpoint: endpoint, world)
        try vault.open(intent, world)
        do {
            return try FinishChange(change: confirmed, world: world).run(intent, in: &vault)
        } catch {
            guard case .api(let cause) = error else { throw error }
            guard cause.outcome == .nothingHappened else { throw .changeOpen(intent, cause) }
            try vault.settle(intent, world)
            throw error
        }
    }

    private func target(of found: AccessKey) -> KeyTarget {
        var target = KeyTarget(found)
        switch change {
        case .state(let state): target.state = .init(state)
        case .expiry(let date): target.expiresAt = date
        case .tag(let tag): target.tag = tag
        }
        return target
    }
}

/// Makes what an update's intent says true, at OUTSCALE and then in the vault; recovery does the same.
struct FinishChange {
    let change: ConfirmedChange
    let world: World

    func run(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> KeyRecord {
        guard let target = intent.target, let id = intent.accessKeyID,
            var record = vault.contents.key(id: intent.keyID)
        else { throw .vault(.noSuchEntry(.key, intent.keyName.description)) }
        guard let found = try change.find(id) else {
            try vault.settle(intent, world)
            throw .notListed(record)
        }
        let action = Self.action(from: KeyTarget(found), to: target)
        let changed = try change.update(found, to: target)
        record.align(with: changed)
        let aligned = record
        try vault.settle(intent, as: action, world) { transaction throws(VaultError) in
            try transaction.update(aligned)
        }
        return aligned
    }

    private static func action(from old: KeyTarget, to new: KeyTarget) -> AuditEvent.Action {
        if old.state != new.state { return new.state == .active ? .enabled : .disabled }
        if old.expiresAt != new.expiresAt { return .expiryChanged }
        return old.tag != new.tag ? .tagChanged : .aligned
    }
}

extension VaultContents {
    /// The access key id of the key that signs a profile's calls.
    func signer(of profile: RecordID) -> String? {
        self.profile(id: profile)?.signingKey.flatMap { key(id: $0)?.accessKeyID }
    }
}

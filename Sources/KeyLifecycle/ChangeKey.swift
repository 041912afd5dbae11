package import APIClient
package import FoundationEssentials
package import Vault

/// Changes a key's state, expiry or Tag at OUTSCALE, then in the vault.
///
/// The intent holds what was asked and nothing else: whatever finishes it merges that into what OUTSCALE lists
/// by then. UpdateAccessKey may clear an expiry that is not resent: all fields are sent, and read back.
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

    /// Makes the change.
    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> ChangedKey {
        let confirmed = ConfirmedChange(
            client: client, user: key.user, signer: vault.contents.signer(of: key.profile))
        guard try confirmed.find(key.accessKeyID) != nil else { throw .notListed(key) }
        let intent = Intent(.update, key, change: change, endpoint: endpoint, world)
        try vault.open(intent, world)
        do {
            return try FinishChange(change: confirmed, world: world).run(intent, in: &vault)
        } catch let failure {
            let error = failure.interrupting(intent)
            guard case .api(let cause) = error else { throw error }
            guard cause.outcome == .nothingHappened else { throw .changeOpen(intent, cause) }
            try vault.settle(intent, world)
            throw error
        }
    }

}

/// Makes what an update's intent asks true, at OUTSCALE and then in the vault; recovery does the same.
struct FinishChange {
    let change: ConfirmedChange
    let world: World

    func run(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> ChangedKey {
        guard let asked = intent.change, let id = intent.accessKeyID else {
            throw .vault(.noSuchEntry(.intent, intent.keyName.description))
        }
        // What is gone, here or there, can't be changed any more: nothing is owed.
        guard var record = vault.contents.key(id: intent.keyID) else {
            try vault.settle(intent, world)
            throw .vault(.noSuchEntry(.key, intent.keyName.description))
        }
        guard let found = try change.find(id) else {
            try vault.settle(intent, world)
            throw .notListed(record)
        }
        let action = asked.holds(for: found) ? .aligned : Self.action(of: asked)
        let changed = try change.update(found, asked)
        record.align(with: changed)
        let aligned = record
        try vault.settle(intent, as: action, world) { transaction throws(VaultError) in
            try transaction.update(aligned)
        }
        return ChangedKey(key: aligned, isAsAsked: asked.holds(for: changed))
    }

    private static func action(of change: ChangeKey.Change) -> AuditEvent.Action {
        switch change {
        case .state(let state): state == .active ? .enabled : .disabled
        case .expiry: .expiryChanged
        case .tag: .tagChanged
        }
    }
}

extension VaultContents {
    /// The access key id of the key that signs a profile's calls.
    func signer(of profile: RecordID) -> String? {
        self.profile(id: profile)?.signingKey.flatMap { key(id: $0)?.accessKeyID }
    }
}

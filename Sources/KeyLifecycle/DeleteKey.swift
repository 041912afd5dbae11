package import APIClient
import FoundationEssentials
package import Vault

/// Deletes a key at OUTSCALE, inactive first if it is a user's, then in the vault.
package struct DeleteKey {
    let key: KeyRecord
    let client: OutscaleClient
    let endpoint: String
    let world: World

    package init(_ key: KeyRecord, client: OutscaleClient, endpoint: String, world: World) {
        self.key = key
        self.client = client
        self.endpoint = endpoint
        self.world = world
    }

    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        let change = ConfirmedChange(
            client: client, user: key.user, signer: vault.contents.signer(of: key.profile))
        // An empty list may mean another owner: nothing is begun, and no secret dropped, for a key not seen.
        guard try change.find(key.accessKeyID) != nil else { throw .notListed(key) }
        var intent = Intent(.delete, key, endpoint: endpoint, world)
        intent.phase = .deleting
        try vault.open(intent, world)
        do { try FinishDeletion(change: change, world: world).run(intent, in: &vault) } catch let
            failure
        {
            let error = failure.interrupting(intent)
            guard case .api(let cause) = error else { throw error }
            // Who is refused can't see what the key is by now.
            guard cause.outcome == .nothingHappened, !cause.refusesCaller else {
                throw .changeOpen(intent, cause)
            }
            do {
                try FinishDeletion(change: change, world: world).giveUp(intent, in: &vault)
            } catch let left { throw left.interrupting(intent) }
            throw error
        }
    }
}

extension LifecycleError {
    static func notListed(_ key: KeyRecord) -> LifecycleError {
        .notListed(key.name, accessKeyID: key.accessKeyID, user: key.user)
    }
}

/// Makes what a deletion's intent says true, at OUTSCALE and then in the vault; recovery does the same.
///
/// A key that is not listed counts as deleted only where it was listed under this intent.
struct FinishDeletion {
    let change: ConfirmedChange
    let world: World

    func run(_ intent: Intent, in vault: inout UnlockedVault) throws(LifecycleError) {
        var intent = intent
        let found: AccessKey? =
            if let id = intent.accessKeyID { try change.find(id) } else { nil }
        guard found != nil || intent.phase == .deleting else {
            try vault.settle(intent, world)
            throw .notListed(
                intent.keyName, accessKeyID: intent.accessKeyID ?? "-", user: intent.user)
        }
        if let found {
            if intent.phase != .deleting {
                intent.phase = .deleting
                try vault.note(intent, world)
            }
            try change.retire(found)
        }
        try vault.settle(intent, as: .deleted, world) { transaction throws(VaultError) in
            try transaction.drop(intent.keyID)
        }
    }

    /// OUTSCALE refuses the deletion of a key that may be inactive by now: the vault says so, too.
    func giveUp(_ intent: Intent, in vault: inout UnlockedVault) throws(LifecycleError) {
        var record = vault.contents.key(id: intent.keyID)
        if let id = intent.accessKeyID, let found = try change.find(id) {
            record?.align(with: found)
        }
        let aligned = record
        try vault.settle(intent, world) { transaction throws(VaultError) in
            if let aligned { try transaction.update(aligned) }
        }
    }
}

extension VaultTransaction {
    /// Removes a key, and its profile's pointer to it.
    package mutating func drop(_ id: RecordID) throws(VaultError) {
        guard let key = contents.key(id: id) else { return }
        try removeKey(id)
        guard var profile = contents.profile(id: key.profile), profile.signingKey == id else {
            return
        }
        profile.signingKey = nil
        try put(profile)
    }
}

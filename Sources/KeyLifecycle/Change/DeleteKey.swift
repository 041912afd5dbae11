package import APIClient
import FoundationEssentials
package import Vault

/// Deletes a key at OUTSCALE, inactive first if it is a user's, then in the vault.
///
/// The deletion is tried by the key's id, whether or not a list has it. The secret stays until the end is proven.
package struct DeleteKey {
    let key: KeyRecord
    let client: OutscaleClient
    let endpoint: String
    let context: LifecycleContext

    package init(
        _ key: KeyRecord, client: OutscaleClient, endpoint: String, context: LifecycleContext
    ) {
        self.key = key
        self.client = client
        self.endpoint = endpoint
        self.context = context
    }

    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        let change = try ConfirmedChange(of: key, client: client, in: vault.contents, context)
        var intent = Intent(deleting: key, endpoint: endpoint, context)
        intent.caller = key.caller
        try vault.open(intent, context)
        let finishing = FinishDeletion(change: change)
        do {
            try finishing.run(intent, accessKeyID: key.accessKeyID, in: &vault)
        } catch let failure {
            let error = failure.interrupting(intent)
            guard
                error.isFinalRefusal || error.isFinal(afterExpiryAt: key.expiresAt, context)
            else { throw error.leavingOpen(intent) }
            do { try finishing.giveUp(intent, in: &vault) } catch let left {
                throw left.interrupting(intent)
            }
            throw error.ofChangeGivenUp
        }
    }
}

/// Makes what a deletion's intent says true, at OUTSCALE and then in the vault; recovery does the same.
struct FinishDeletion {
    let change: ConfirmedChange

    func run(
        _ intent: Intent, accessKeyID: String, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        var (intent, change) = (intent, change)
        let record = try vault.contents.record(intent.key.record)
        var known = record.map(KnownKey.init) ?? KnownKey(id: accessKeyID)
        known.lastSeen = known.lastSeen ?? intent.startedAt
        try vault.deleteOrWait(known, by: &change, under: &intent)
        try vault.settle(intent, as: .deleted, change.context) { transaction throws(VaultError) in
            try transaction.drop(intent.key.record)
        }
    }

    /// OUTSCALE refuses the deletion of a key that may be inactive by now: the vault says so, too.
    func giveUp(_ intent: Intent, in vault: inout UnlockedVault) throws(LifecycleError) {
        var record = try vault.contents.record(intent.key.record)
        if let id = intent.accessKeyID, let found = try change.find(id) {
            record?.align(
                with: found,
                seenBy: try vault.contents.caller(of: change.client, in: intent.profile))
        }
        let aligned = record
        try vault.settle(intent, change.context) { transaction throws(VaultError) in
            if let aligned { try transaction.update(aligned) }
        }
    }
}

extension KeyRecord {
    /// When the key was certainly there for the last time, as far as the vault knows.
    var lastSeen: Date { max(createdAt ?? .distantPast, storedAt, verifiedAt ?? .distantPast) }
}

extension VaultContents {
    /// The deletion of a key that is not confirmed yet.
    package func deletion(of key: RecordID) -> Intent? {
        intents.first { $0.isDeletion && $0.key.record == key }
    }
}

extension VaultTransaction {
    /// Removes a key, and its profile's pointer to it.
    package mutating func drop(_ id: RecordID) throws(VaultError) {
        guard let key = try contents.key(id: id) else { return }
        try removeKey(id)
        guard var profile = contents.profile(id: key.profile), profile.signingKey == id else {
            return
        }
        profile.signingKey = nil
        try put(profile)
    }
}

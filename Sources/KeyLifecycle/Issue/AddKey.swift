package import APIClient
import FoundationEssentials
package import SecretMemory
package import Vault

/// Stores an access key that exists already, with the facts that OUTSCALE has of it.
package struct AddKey {
    let name: EntryName
    let profile: Profile
    let user: String?
    let accessKeyID: String
    let context: LifecycleContext

    package init(
        name: EntryName, profile: Profile, user: String?, accessKeyID: String,
        context: LifecycleContext
    ) {
        self.name = name
        self.profile = profile
        self.user = user
        self.accessKeyID = accessKeyID
        self.context = context
    }

    /// Stores the key.
    ///
    /// - Throws: `alreadyHeld`, before anything is asked, where the vault has the key by another name.
    /// - Parameters:
    ///   - secret: the key's secret, checked by no one but OUTSCALE.
    ///   - owner: a client that signs with the key itself; `nil` stores the key unverified.
    ///   - reader: a client whose key may read the owner's keys; `nil` if the key reads itself.
    package func run(
        secret: borrowing SecretBytes, signingAsItself owner: OutscaleClient?,
        reader: OutscaleClient?, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> IssuedKey {
        guard try vault.contents.record(named: name) == nil else {
            throw .vault(.nameTaken(.key, name))
        }
        // In another profile, too: whoever rotates or deletes one of two would kill the other without a word.
        if let held = try vault.contents.record(accessKeyID: accessKeyID) {
            throw .alreadyHeld(accessKeyID: accessKeyID, held.name)
        }
        let verification = try verify(owner)
        let facts = try facts(from: reader ?? owner, verification)
        var record = record(facts, verified: verification.isProof)
        if facts != nil, let reader = reader ?? owner {
            record.caller = try vault.contents.caller(of: reader, in: profile.id)
            record.modifiedAt = facts?.modifiedAt
        }
        try store(record, secret: secret, in: &vault)
        return IssuedKey(key: record, verification: verification, remarks: [])
    }

    /// A key that OUTSCALE refuses is not stored: the person who adds it still has its secret.
    ///
    /// It is tried once. It is in use somewhere, so a mistyped secret must not bring it nearer to being locked.
    private func verify(_ owner: OutscaleClient?) throws(LifecycleError) -> Verification {
        guard let owner else { return .notTried }
        var verification = KeyVerification(client: owner, context: context)
        let verdict = verification.attempt(accessKeyID: accessKeyID)
        if case .unproven(let error) = verdict {
            if case .refused(let refusal) = error, refusal.meansBadCredentials {
                throw .addedKeyRefused(accessKeyID: accessKeyID, error)
            }
            throw .api(error)
        }
        return verdict
    }

    private func facts(
        from reader: OutscaleClient?, _ verification: Verification
    ) throws(LifecycleError) -> AccessKey? {
        guard let reader else { return nil }
        let keys: [AccessKey]
        do { keys = try reader.readAccessKeys(user: user, ids: [accessKeyID]) } catch {
            // An EIM user may sign and yet not be allowed to read its own keys.
            if case .refused(let refusal) = error, refusal.meansNotAllowed { return nil }
            if case .refused(let refusal) = error, let user, refusal.meansNoSuchUser {
                throw .noSuchUser(user, refusal)
            }
            throw .api(error)
        }
        guard let key = keys.first(where: { $0.id.isSameKey(as: accessKeyID) }) else {
            throw .noSuchKey(accessKeyID: accessKeyID, user: user)
        }
        return key
    }

    private func record(_ facts: AccessKey?, verified: Bool) -> KeyRecord {
        let now = context.now()
        return KeyRecord(
            id: RecordID.random(), name: name, profile: profile.id, user: user,
            accessKeyID: accessKeyID, state: facts.map { KeyState($0.state) } ?? .unknown,
            createdAt: facts?.createdAt, expiresAt: facts?.expiresAt,
            isExpiryKnown: facts != nil, tag: facts?.tag,
            storedAt: now, verifiedAt: verified ? now : nil)
    }

    private func store(
        _ record: KeyRecord, secret: borrowing SecretBytes, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        do {
            try vault.commit(at: record.storedAt) { transaction throws(VaultError) in
                try transaction.add(record, secret: secret)
                try transaction.signFirst(with: record)
                try transaction.record(AuditEvent(at: record.storedAt, .stored, key: record))
            }
        } catch { throw .vault(error) }
    }
}

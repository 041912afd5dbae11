import APIClient
import SecretMemory
import SystemPackage
import Vault

/// From the answer to the disk: landing file, then database; if both fail, a person, or the key goes.
extension IssueKey {
    /// Two attempts: the second is made on the connection that the first one's failure has opened anew.
    static let commits = 2

    /// The secret and the intent's settlement are one transaction.
    func store(
        _ issued: borrowing IssuedAccessKey, for intent: Intent, _ landing: borrowing LandingFile,
        _ spare: borrowing LandingKey, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> KeyRecord {
        let record = KeyRecord(issued: issued.accessKey, intent: intent, storedAt: world.now())
        let sealed: SealedKey
        let landed: Bool
        do {
            sealed = try vault.seal(record, secret: issued.secret)
            landed = try lands(sealed, in: landing, of: vault)
        } catch {
            throw held(record, issued.secret, in: landing, by: spare, because: error)
        }
        while true {
            let failure: VaultError
            do {
                try StoreSealedKey(world: world).run(sealed, intent, in: &vault)
                return record
            } catch { failure = error }
            guard !landed else { throw .landed(accessKeyID: record.accessKeyID, failure) }
            try rescue(sealed, intent, landing, from: failure, in: &vault)
        }
    }

    /// Whether the disk took it.
    private func lands(
        _ sealed: SealedKey, in landing: borrowing LandingFile, of vault: borrowing UnlockedVault
    ) throws(VaultError) -> Bool {
        do { try landing.land(sealed, of: vault) } catch {
            if case .keyUnavailable = error { throw error }
            return false
        }
        return true
    }

    /// The vault's key seals nothing more, since its agent has locked: the secret lands under the one-time key.
    private func held(
        _ record: KeyRecord, _ secret: borrowing SecretBytes, in landing: borrowing LandingFile,
        by spare: borrowing LandingKey, because cause: VaultError
    ) -> LifecycleError {
        do { try landing.hold(record, secret: secret, by: spare) } catch {
            return .notStored(accessKeyID: record.accessKeyID, error)
        }
        return .landed(accessKeyID: record.accessKeyID, cause)
    }

    /// Returns where the vault is worth another attempt; throws where the secret or the key has gone
    /// elsewhere.
    private func rescue(
        _ sealed: SealedKey, _ intent: Intent, _ landing: borrowing LandingFile,
        from failure: VaultError, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        let id = sealed.record.accessKeyID
        switch rescue?(id, failure) ?? .giveUp {
        case .retry: return
        case .directory(let path):
            let place: FilePath
            do { place = try land(sealed, intent, in: path, of: vault) } catch {
                return try rescue(sealed, intent, landing, from: error, in: &vault)
            }
            let isNoted = note(id, at: path, intent, landing, in: &vault)
            throw .landedElsewhere(accessKeyID: id, path: place, isNoted: isNoted)
        case .giveUp:
            // A write whose sync failed may have left all of it: a secret must not outlive its key.
            vault.discardLanding(of: intent)
            try takeBack(id, intent, failure)
            // The vault takes nothing at the moment; if it does not take this either, `recover` will
            // find that the key is gone.
            try? vault.settle(intent, as: .compensated, world)
            throw .takenBack(accessKeyID: id, failure)
        }
    }

    /// So that no recovery takes the key for lost and deletes it. One of both is enough: the reserved file has
    /// its room also on a full disk.
    private func note(
        _ id: String, at directory: FilePath, _ intent: Intent, _ landing: borrowing LandingFile,
        in vault: inout UnlockedVault
    ) -> Bool {
        var isNoted = false
        do {
            try landing.note(elsewhere: directory, of: vault)
            isNoted = true
        } catch {}
        var away = intent
        away.phase = .elsewhere
        away.accessKeyID = id
        do {
            try vault.note(away, world)
            isNoted = true
        } catch {}
        return isNoted
    }

    private func land(
        _ sealed: SealedKey, _ intent: Intent, in directory: FilePath,
        of vault: borrowing UnlockedVault
    ) throws(VaultError) -> FilePath {
        let landing = try LandingFile(reserving: intent.id, in: directory)
        do { try landing.land(sealed, of: vault) } catch {
            // Half of a secret is none, and a whole one that is not synced must not outlive its key.
            try? landing.discard()
            throw error
        }
        return landing.path
    }

    private func takeBack(
        _ id: String, _ intent: Intent, _ failure: VaultError
    ) throws(LifecycleError) {
        let change = ConfirmedChange(client: client, user: intent.user)
        do {
            if let key = try change.find(id) { try change.retire(key) }
        } catch { throw .notStored(accessKeyID: id, failure) }
    }
}

/// Puts a sealed key into the vault and says so in its intent, in one transaction.
struct StoreSealedKey {
    let world: World

    func run(
        _ sealed: SealedKey, _ intent: Intent, in vault: inout UnlockedVault,
        as action: AuditEvent.Action = .stored
    ) throws(VaultError) {
        var stored = intent
        stored.phase = .stored
        stored.accessKeyID = sealed.record.accessKeyID
        let now = world.now()
        let record = sealed.record
        var failure: VaultError?
        for _ in 0..<IssueKey.commits {
            do {
                return try vault.commit(at: now) { transaction throws(VaultError) in
                    try transaction.add(sealed)
                    try transaction.put(stored)
                    // A new EIM user may do nothing yet, so only the caller's own key signs from now on.
                    if record.user == nil { try transaction.signFirst(with: record) }
                    try transaction.record(AuditEvent(at: now, action, key: record))
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

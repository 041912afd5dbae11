import APIClient
import SecretMemory
import SystemPackage
import Vault

/// From the answer to the disk: landing file, then database; if both fail, a person, or the key goes.
extension IssueKey {
    /// Two attempts: the second is made on the connection that the first one's failure has opened anew.
    static let commits = 2
    /// A secret is sealed under at most so many keys of the vault, one after the other.
    private static let mostKeys = 4

    /// The secret and the intent's settlement are one transaction.
    func store(
        _ issued: borrowing IssuedAccessKey, for intent: Intent,
        _ landing: borrowing ReservedLanding, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> KeyRecord {
        let record = KeyRecord(issued: issued.accessKey, intent: intent, storedAt: context.now())
        while true {
            switch attempt(record, issued.secret, intent, landing, in: &vault) {
            case .stored: return record
            case .landed(let cause): throw .landed(accessKeyID: record.accessKeyID, cause)
            case .nowhere(let failure):
                try ask(record, issued.secret, intent, landing, from: failure, in: &vault)
            }
        }
    }

    /// How far a secret has come.
    private enum Arrival {
        case stored
        /// It is safe on the disk; recovery brings it into the database, which did not take it.
        case landed(VaultError)
        case nowhere(VaultError)

        /// Whether another member of the team has given the vault a new key meanwhile.
        var isUnderFormerKey: Bool {
            switch self {
            case .stored: false
            case .landed(let error), .nowhere(let error): error == .team(.rekeyed)
            }
        }

        /// The same for another reason.
        func because(_ error: VaultError) -> Arrival {
            if case .landed = self { .landed(error) } else { .nowhere(error) }
        }
    }

    /// Where the vault has got another key meanwhile, it is opened anew, and the secret sealed under that one.
    private func attempt(
        _ record: KeyRecord, _ secret: borrowing SecretBytes, _ intent: Intent,
        _ landing: borrowing ReservedLanding, in vault: inout UnlockedVault
    ) -> Arrival {
        var arrival = attemptOnce(record, secret, intent, landing, in: &vault)
        for _ in 1..<Self.mostKeys where arrival.isUnderFormerKey {
            do { vault = try vault.reopened() } catch { return arrival.because(error) }
            arrival = attemptOnce(record, secret, intent, landing, in: &vault)
        }
        return arrival
    }

    private func attemptOnce(
        _ record: KeyRecord, _ secret: borrowing SecretBytes, _ intent: Intent,
        _ landing: borrowing ReservedLanding, in vault: inout UnlockedVault
    ) -> Arrival {
        var hasLanded = false
        do throws(VaultError) {
            let sealed = try vault.seal(record, secret: secret)
            // The disk may take it in one place and refuse it in another.
            hasLanded = (try? landing.land(sealed, of: vault)) != nil
            try StoreSealedKey(context: context).run(sealed, intent, in: &vault)
            return .stored
        } catch {
            guard !hasLanded else { return .landed(error) }
            guard case .keyUnavailable = error else { return .nowhere(error) }
            // The agent has locked: the vault's key seals nothing more.
            do { try landing.hold(record, secret: secret) } catch { return .nowhere(error) }
            return .landed(error)
        }
    }

    /// Returns if the vault is worth another attempt; throws if the secret or the key has gone
    /// elsewhere.
    private func ask(
        _ record: KeyRecord, _ secret: borrowing SecretBytes, _ intent: Intent,
        _ landing: borrowing ReservedLanding, from failure: VaultError,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        let id = record.accessKeyID
        switch prompt?.ask(about: id, failure) ?? .giveUp {
        case .retry: return
        case .directory(let directory):
            let path: FilePath
            do {
                path = try landing.land(
                    record, secret: secret, of: intent.id, elsewhere: directory, vault)
            } catch {
                return try ask(record, secret, intent, landing, from: error, in: &vault)
            }
            let isNoted = note(id, at: directory, intent, landing, in: &vault)
            throw .landedElsewhere(accessKeyID: id, path: path, isNoted: isNoted)
        case .giveUp:
            // A write whose sync failed may have left everything on the disk, and a secret must not outlive its key.
            vault.discardLanding(of: intent)
            try takeBack(id, intent, failure)
            // If the vault does not take this either, `recover` looks for the key by its Tag.
            try? vault.close(
                intent.advanced(to: .unknown, accessKeyID: id), as: .compensated, context)
            throw .takenBack(accessKeyID: id, failure)
        }
    }

    /// Keeps recovery from taking the key for lost and deleting it. One of both notes is enough: the reserved file has
    /// its room also on a full disk.
    private func note(
        _ id: String, at directory: FilePath, _ intent: Intent,
        _ landing: borrowing ReservedLanding,
        in vault: inout UnlockedVault
    ) -> Bool {
        let away = intent.advanced(to: .elsewhere, accessKeyID: id)
        let isInFile = (try? landing.note(elsewhere: directory, of: vault)) != nil
        let isInVault = (try? vault.note(away, context)) != nil
        return isInFile || isInVault
    }

    /// What OUTSCALE accepts here can't be noted, since the vault takes nothing.
    private func takeBack(
        _ id: String, _ intent: Intent, _ failure: VaultError
    ) throws(LifecycleError) {
        var change = ConfirmedChange(client: client, user: intent.key.user, context)
        do {
            _ = try change.requestDeletion(
                of: KnownKey(id: id, state: .active, expiresAt: request.expiresAt))
            try change.confirmEnd(of: id)
        } catch { throw .notStored(accessKeyID: id, failure) }
    }
}

/// Puts a sealed key into the vault and says so in its intent, in one transaction.
struct StoreSealedKey {
    let context: LifecycleContext

    func run(
        _ sealed: SealedKey, _ intent: Intent, in vault: inout UnlockedVault,
        as action: AuditEvent.Action = .stored
    ) throws(VaultError) {
        let now = context.now()
        let record = sealed.record
        var failure: VaultError?
        for _ in 0..<IssueKey.commits {
            do {
                return try vault.commit(at: now) { transaction throws(VaultError) in
                    let held = try transaction.contents.storing(intent, context)
                    try transaction.add(sealed)
                    try transaction.take(
                        held.advanced(to: .stored, accessKeyID: record.accessKeyID))
                    // A new EIM user may do nothing yet, so only the caller's own key signs from now on.
                    if record.user == nil { try transaction.signFirst(with: record) }
                    // By the Tag any other key of the same creation is told from a stranger's.
                    try transaction.record(
                        AuditEvent(at: now, action, key: record, tag: intent.tag))
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

extension VaultContents {
    /// The creation that a key is stored for, in the hands of whoever has the secret: a secret at hand is worth more than
    /// the search for a key without one, as long as that search has deleted nothing.
    fileprivate func storing(
        _ intent: Intent, _ context: LifecycleContext
    ) throws(VaultError) -> Intent {
        guard let open = self.intent(id: intent.id) else {
            throw .intentTaken(intent.key.name, by: nil)
        }
        guard !open.isHere(context) else { return open }
        guard !open.isWatched, open.acceptedDeletions.isEmpty else {
            throw .intentTaken(intent.key.name, by: nil)
        }
        return open.held(by: context.holder, on: context.host)
    }
}

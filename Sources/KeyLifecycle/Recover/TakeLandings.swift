import APIClient
import FoundationEssentials
import SecretMemory
import SystemPackage
import Vault

/// Stores what has landed, before anything else is recovered.
///
/// Storing is always safe and dropping is not: whether the key lives is judged afterwards. Only what was in the vault
/// before, or whose key was deleted under its intent, is left out: what is settled stays settled.
struct TakeLandings {
    let context: LifecycleContext
    private(set) var results: [Recovered] = []
    /// Creations whose landing files could not be read. What these hold is not known, so their keys count as neither lost
    /// nor stored.
    private(set) var blocked: Set<RecordID> = []
    /// The places that the secrets of these intents were taken to.
    private(set) var directories: [RecordID: FilePath] = [:]
    /// Files that can't be opened; their secrets are lost. Each file is kept while its creation is open.
    private var damaged: [Landing] = []

    init(context: LifecycleContext) { self.context = context }

    /// Takes those beside the vault, then those in `directory`.
    mutating func run(
        with directory: FilePath?, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        do {
            var landings = try vault.landings()
            if let directory { landings += try vault.landings(in: directory) }
            for landing in landings { try take(landing, in: &vault) }
        } catch { throw .vault(error) }
    }

    /// The file goes once the database has its key, or if it is blank.
    private mutating func take(
        _ landing: Landing, in vault: inout UnlockedVault
    ) throws(VaultError) {
        let intent = vault.contents.intent(id: landing.intent)
        let held = try vault.contents.key(of: landing)
        switch landing.content {
        case .unusable(let error):
            results.append(Recovered(intent, .failed(.vault(error))))
            blocked.insert(landing.intent)
            return
        case .damaged(let reason) where held == nil:
            results.append(
                Recovered(intent, .landingDamaged(path: landing.path, reason: reason)))
            damaged.append(landing)
            return
        case .elsewhere(let directory) where intent != nil && held == nil:
            directories[landing.intent] = directory
            return
        case .key(let key) where try !isKnown(key.record, in: vault):
            do throws(VaultError) { try store(key, intent, in: &vault) } catch {
                guard case .intentTaken = error else { throw error }
                // Another member is deleting its key; the file goes once that is over.
                results.append(Recovered(intent, .failed(.vault(error))))
                blocked.insert(landing.intent)
                return
            }
        case .blank, .elsewhere, .key, .damaged: break
        }
        try vault.discard(landing)
    }

    /// Removes the files that nothing needs any more. A file that this vault knows nothing about is left to a person.
    func discardDamaged(in vault: borrowing UnlockedVault) {
        for landing in damaged where landing.path.removingLastComponent() == vault.files.directory {
            let tag = Intent.tag(for: landing.intent)
            let isOpen = vault.contents.intent(id: landing.intent).map { !$0.isWatched } ?? false
            guard !isOpen,
                (try? vault.auditTrail())?.contains(where: { $0.event.detail == tag }) ?? false
            else { continue }
            try? vault.discard(landing)
        }
    }

    /// Whether the key is in the vault, or was: whatever took it away is settled. The audit trail is only read where a
    /// landing file is left.
    private func isKnown(
        _ record: KeyRecord, in vault: borrowing UnlockedVault
    ) throws(VaultError) -> Bool {
        guard try vault.contents.key(id: record.id) == nil else { return true }
        return try vault.auditTrail().contains { entry in
            entry.event.accessKeyID == record.accessKeyID && entry.event.action.endsLandings
        }
    }

    private mutating func store(
        _ landed: SealedKey, _ intent: Intent?, in vault: inout UnlockedVault
    ) throws(VaultError) {
        var key = landed
        if try vault.contents.key(named: key.record.name) != nil {
            key = key.renamed(
                try FreeName.next(to: key.record.name, "new", in: vault.contents))
        }
        let record = key.record
        if let intent {
            try StoreSealedKey(context: context).run(key, intent, in: &vault, as: .recovered)
        } else {
            let now = context.now()
            let sealed = key
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.add(sealed)
                try transaction.record(AuditEvent(at: now, .recovered, key: record))
            }
        }
        results.append(Recovered(intent, .stored(record)))
    }
}

extension AuditEvent.Action {
    /// Whether the key of this event no longer needs its landing file: it has been in the vault, or is deleted.
    fileprivate var endsLandings: Bool {
        switch self {
        case .stored, .recovered, .compensated, .deleted, .forgotten, .leaseEnded: true
        default: false
        }
    }
}

extension VaultContents {
    /// The key of the creation that a landing file belongs to.
    fileprivate func key(of landing: Landing) throws(VaultError) -> KeyRecord? {
        guard let intent = intent(id: landing.intent) else { return nil }
        return try key(id: intent.key.record)
    }
}

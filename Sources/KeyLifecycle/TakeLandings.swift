import APIClient
import FoundationEssentials
import SecretMemory
import SystemPackage
import Vault

/// Stores what has landed, before anything else is recovered.
///
/// A landing file may outlive its key: one that was taken back because nothing could be written. So the key is
/// looked for first, where OUTSCALE can be asked.
struct TakeLandings {
    let access: Access
    let world: World
    private(set) var probes: ProfileProbes
    private(set) var results: [Recovered] = []
    /// Whose landing files could not be used: what they hold is not known, so their keys count as neither lost nor
    /// stored.
    private(set) var blocked: Set<RecordID> = []
    /// Where the secrets of these intents were brought to.
    private(set) var directories: [RecordID: FilePath] = [:]

    init(access: Access, world: World) {
        self.access = access
        self.world = world
        probes = ProfileProbes(access: access)
    }

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
        switch landing.content {
        case .unusable(let error):
            results.append(Recovered(intent, .failed(.vault(error))))
            blocked.insert(landing.intent)
            return
        case .damaged(let what):
            let error = VaultError.damaged("the landing file \(landing.path) is damaged: \(what)")
            results.append(Recovered(intent, .failed(.vault(error))))
            blocked.insert(landing.intent)
            return
        case .elsewhere(let directory)
        where intent.map { vault.contents.key(id: $0.keyID) == nil } ?? false:
            directories[landing.intent] = directory
            return
        case .key(let key) where vault.contents.key(id: key.record.id) == nil:
            if isGone(key, intent, in: vault) {
                try drop(key.record, intent, in: &vault)
            } else {
                try store(key, intent, in: &vault)
            }
        case .blank, .elsewhere, .key: break
        }
        try vault.discard(landing)
    }

    private mutating func store(
        _ landed: SealedKey, _ intent: Intent?, in vault: inout UnlockedVault
    ) throws(VaultError) {
        var key = landed
        if vault.contents.key(named: key.record.name) != nil {
            key = key.renamed(FreeName.next(to: key.record.name, "new", in: vault.contents))
        }
        let record = key.record
        if let intent {
            try StoreSealedKey(world: world).run(key, intent, in: &vault, as: .recovered)
        } else {
            let now = world.now()
            let sealed = key
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.add(sealed)
                try transaction.record(AuditEvent(at: now, .recovered, key: record))
            }
        }
        results.append(Recovered(intent, .stored(record)))
    }

    private mutating func drop(
        _ record: KeyRecord, _ intent: Intent?, in vault: inout UnlockedVault
    ) throws(VaultError) {
        if let intent {
            let now = world.now()
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.settle(intent: intent.id)
                try transaction.record(AuditEvent(at: now, .intentSettled, key: record))
            }
        }
        results.append(Recovered(intent, .gone(accessKeyID: record.accessKeyID)))
    }
}

// MARK: - Whether the key lives

extension TakeLandings {
    /// Only what two witnesses say: it is not listed for its owner, who may be another than the caller, and its
    /// own signature is refused. Who can't be asked says nothing.
    private mutating func isGone(
        _ key: SealedKey, _ intent: Intent?, in vault: borrowing UnlockedVault
    ) -> Bool {
        let record = key.record
        let client =
            intent.map { access.forIntent(vault, $0) } ?? access.forKey(vault, record)
        guard let client, (try? probes.ask(client, for: record.profile)) != nil,
            let listed = try? client.readAccessKeys(user: record.user, ids: [record.accessKeyID]),
            !listed.contains(where: { $0.id == record.accessKeyID })
        else { return false }
        return refusesItself(key, in: vault)
    }

    private func refusesItself(_ key: SealedKey, in vault: borrowing UnlockedVault) -> Bool {
        guard let profile = vault.contents.profile(id: key.record.profile),
            let secret = try? key.open(with: vault.key),
            let client = access.asKey(profile, key.record.accessKeyID, secret)
        else { return false }
        do {
            _ = try client.readAccessKeys(user: nil, ids: [key.record.accessKeyID])
            return false
        } catch { return error.refusesCaller }
    }
}

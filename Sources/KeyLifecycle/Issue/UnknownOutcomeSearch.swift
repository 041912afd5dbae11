import APIClient
import FoundationEssentials
import Vault

/// Looks for the key of a creation whose answer was lost, by the intent's Tag: an exact match.
///
/// One request makes one key, unless something on the way has sent it twice: then both are the intent's.
/// Finding none proves nothing yet, since a slow request may still be carried out.
struct UnknownOutcomeSearch {
    let client: OutscaleClient
    let context: LifecycleContext

    /// Looks until there is one or the settling time is over.
    func run(for intent: Intent) throws(APIError) -> [OwnedKey] {
        try context.lookRepeatedly { () throws(APIError) in
            let found = try look(for: intent)
            return found.isEmpty ? nil : found
        } ?? []
    }

    /// One look by the Tag.
    func look(for intent: Intent) throws(APIError) -> [OwnedKey] {
        try carriers(of: intent).filter { !intent.knew($0.key.id) }
    }

    /// All keys with the Tag, known or not.
    func carriers(of intent: Intent) throws(APIError) -> [OwnedKey] {
        try KeySearch(client: client, context: context).keys(
            tagged: intent.tag, of: intent.key.user)
    }

    /// The last look before a creation is settled: a user may have been renamed, and another have the name by now. The
    /// caller's own keys are nobody else's.
    ///
    /// - Parameter isOfCaller: whether the present caller has sent it; to another the keys of that caller are a user's.
    func lookElsewhere(
        for intent: Intent, sentByCaller isOfCaller: Bool = true
    ) throws(LifecycleError) -> [OwnedKey] {
        guard intent.key.user != nil || !isOfCaller else { return [] }
        do {
            return try KeySearch(client: client, context: context)
                .keysElsewhere(tagged: intent.tag, besides: intent.key.user)
                .filter { !intent.knew($0.key.id) }
        } catch { throw .api(error) }
    }

    /// Whether the present caller is the one that has sent the creation.
    func isOfCaller(
        _ intent: Intent, in contents: VaultContents
    ) throws(LifecycleError) -> Bool {
        let proof = try contents.proof(for: intent, by: client)
        do {
            return try KeySearch(client: client, context: context).isProven(proof)
        } catch { throw .api(error) }
    }

    /// Looks until OUTSCALE lists none of the keys any more whose deletion it has accepted under the intent.
    func confirmEnds(
        of intent: inout Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        for id in intent.acceptedDeletions {
            var change = ConfirmedChange(client: client, user: intent.key.user, context)
            try vault.delete(KnownKey(id: id), by: &change, under: &intent)
        }
    }

    /// Deletes all that were found, under the intent.
    ///
    /// - Returns: the ids of the keys whose end is proven.
    func delete(
        _ keys: [OwnedKey], of intent: inout Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> [String] {
        for found in keys {
            var change = ConfirmedChange(client: client, user: found.owner, context)
            try vault.delete(KnownKey(found.key), by: &change, under: &intent)
        }
        return keys.map(\.key.id)
    }

    /// What OUTSCALE lists for the owner that was not there before the request.
    struct Survey {
        /// With the intent's Tag, in a list that no Tag has filtered.
        let own: [OwnedKey]
        /// Without any vault's Tag, and made while the request could still be carried out: one may be the intent's.
        /// Only a person may decide about them.
        let candidates: [AccessKey]
    }

    func survey(
        for intent: Intent, in contents: VaultContents
    ) throws(LifecycleError) -> Survey {
        let known = Set(
            (try contents.records().map(\.accessKeyID) + intent.knownKeys
                + intent.acceptedDeletions).map(KeyID.init))
        let listed: [OwnedKey]
        do { listed = try ownersKeys(intent.key.user) } catch { throw .api(error) }
        let keys = listed.filter { !known.contains(KeyID($0.key.id)) }
        return Survey(
            own: keys.filter { $0.key.tag == intent.tag },
            candidates: keys.map(\.key).filter { key in
                !(key.tag ?? "").hasPrefix(Intent.tagPrefix)
                    && key.createdAt.map { window(of: intent).contains($0) } ?? true
            })
    }

    /// If the owner is no longer a user, everybody's keys, since users are renamed. A user who can't be read may have the key.
    private func ownersKeys(_ user: String?) throws(APIError) -> [OwnedKey] {
        let search = KeySearch(client: client, context: context)
        let refusal: APIError
        switch try search.list(of: user) {
        case .read(let keys): return keys.map { OwnedKey(owner: user, key: $0) }
        case .refused(let error): refusal = error
        }
        let everybodys: [OwnedKey]?
        do { everybodys = try search.everybodysKeys(where: user) } catch {
            // A caller who may not list the users has only OUTSCALE's own word.
            guard case .refused(let said) = refusal, said.meansNoSuchUser, error.isForbidden else {
                throw error
            }
            return []
        }
        if !client.mayListUsers, case .refused(let said) = refusal, said.meansNoSuchUser {
            return []
        }
        guard let everybodys else { throw refusal }
        return everybodys
    }

    /// A quarantine that was set shorter than usual makes no key another's.
    private func window(of intent: Intent) -> ClosedRange<Date> {
        let skew = IssuePreflight.toleratedSkewSeconds
        let seconds = max(
            context.quarantineSeconds, LifecycleContext.usualQuarantineSeconds)
        let start = intent.startedAt
        return start.addingTimeInterval(-skew)...start.addingTimeInterval(seconds + skew)
    }
}

extension Intent {
    /// The ids of the keys that the owner of a key to be issued had before.
    var knownKeys: [String] { issue?.knownKeys ?? [] }

    /// Whether the owner had that key before.
    func knew(_ id: String) -> Bool { knownKeys.contains { $0.isSameKey(as: id) } }
}

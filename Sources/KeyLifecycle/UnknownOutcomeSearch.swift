import APIClient
import FoundationEssentials
import Vault

/// Looks for the key of a creation whose answer was lost, by the intent's Tag: an exact match.
///
/// One request makes one key, unless something on the way has sent it twice: then both are the intent's.
/// Finding none proves nothing yet, since a slow request may still be carried out.
struct UnknownOutcomeSearch {
    /// Seconds between two looks; doubled each time up to the limit.
    static let firstPause = 1.0
    static let longestPause = 8.0

    let client: OutscaleClient
    let world: World

    /// Looks until there is one or the settling time is over.
    func run(for intent: Intent) throws(APIError) -> [AccessKey] {
        let deadline = world.now().addingTimeInterval(world.settleSeconds)
        var pause = Self.firstPause
        while true {
            let found: Result<[AccessKey], APIError>
            do { found = .success(try look(for: intent)) } catch { found = .failure(error) }
            if case .success(let keys) = found, !keys.isEmpty { return keys }
            // A look that was disturbed is no answer; the next one may be. A refused one would be refused
            // again, and bring the caller nearer to being locked out.
            if case .failure(let error) = found, !error.mayPass { throw error }
            guard world.now().addingTimeInterval(pause) <= deadline else { return try found.get() }
            world.pause(pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// Deletes all that were found, and looks once more: one that has appeared meanwhile is not settled away.
    ///
    /// - Returns: the ids of the keys that are gone.
    func retire(_ keys: [AccessKey], of intent: Intent) throws(LifecycleError) -> [String] {
        let change = ConfirmedChange(client: client, user: intent.user)
        for key in keys { try change.retire(key) }
        let left: [AccessKey]
        do { left = try look(for: intent) } catch { throw .api(error) }
        guard let late = left.first else { return keys.map(\.id) }
        throw .notConfirmed(accessKeyID: late.id)
    }

    private func look(for intent: Intent) throws(APIError) -> [AccessKey] {
        try client.listedKeys(of: intent.user, tag: intent.tag)
            .filter { $0.tag == intent.tag && !intent.knownKeys.contains($0.id) }
    }

    /// What OUTSCALE lists for the owner that was not there before the request.
    struct Survey {
        /// With the intent's Tag, in a list that no Tag has filtered.
        let own: [AccessKey]
        /// With no vault's Tag, and made while the request could still be carried out: one may be the intent's.
        /// Only a person may decide about them.
        let candidates: [AccessKey]
    }

    func survey(for intent: Intent, in contents: VaultContents) throws(APIError) -> Survey {
        let held = Set(contents.keys.map(\.accessKeyID))
        let keys = try client.listedKeys(of: intent.user)
            .filter { !intent.knownKeys.contains($0.id) && !held.contains($0.id) }
        return Survey(
            own: keys.filter { $0.tag == intent.tag },
            candidates: keys.filter { key in
                !(key.tag ?? "").hasPrefix(Intent.tagPrefix)
                    && key.createdAt.map { window(of: intent).contains($0) } ?? true
            })
    }

    /// A quarantine that was set shorter than usual makes no key another's.
    private func window(of intent: Intent) -> ClosedRange<Date> {
        let skew = IssuePreflight.toleratedSkewSeconds
        let seconds = max(world.quarantineSeconds, World.usualQuarantineSeconds)
        let start = intent.startedAt
        return start.addingTimeInterval(-skew)...start.addingTimeInterval(seconds + skew)
    }
}

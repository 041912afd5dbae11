import APIClient
import FoundationEssentials
import Vault

/// Looks for the key of a creation whose answer was lost, by the intent's Tag: an exact match.
///
/// Finding none proves nothing yet, since a slow request may still be carried out.
struct UnknownOutcomeSearch {
    /// Seconds between two looks; doubled each time up to the limit.
    static let firstPause = 1.0
    static let longestPause = 8.0

    let client: OutscaleClient
    let world: World

    func run(for intent: Intent) -> AccessKey? {
        let deadline = world.now().addingTimeInterval(world.settleSeconds)
        var pause = Self.firstPause
        while true {
            if let key = look(for: intent) { return key }
            guard world.now().addingTimeInterval(pause) <= deadline else { return nil }
            world.pause(pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// A failing look is no answer; the next one may be.
    private func look(for intent: Intent) -> AccessKey? {
        guard let keys = try? client.readAccessKeys(user: intent.user, tag: intent.tag) else {
            return nil
        }
        return keys.first { $0.tag == intent.tag && !intent.knownKeys.contains($0.id) }
    }
}

import FoundationEssentials
import KeyLifecycle
import LocalMachine
import Vault

/// What earlier commands left open in a vault, as this machine sees it now.
struct PendingWork {
    /// What somebody has something to do about, oldest first.
    let open: [Intent]

    private let rotations: [RecordID: Intent.Rotation]
    private let now: Date

    init(in vault: borrowing UnlockedVault, now: Date) {
        let intents = vault.contents.intents
        self.now = now
        rotations = Dictionary(
            intents.compactMap { intent in intent.rotation.map { ($0.previous, $0) } },
            uniquingKeysWith: { first, _ in first })
        guard !intents.isEmpty else {
            open = []
            return
        }
        // Only a lease is anybody's in particular.
        let host =
            intents.contains { $0.lease != nil } ? try? HostIdentity.of(vault.files) : nil
        open = intents.filter { !$0.isResting(at: now, host: host) }
    }

    /// The keys whose work is open.
    var keys: Set<RecordID> { Set(open.map(\.key.record)) }

    /// What becomes of a key that another has replaced.
    func window(of key: KeyRecord) -> RotationWindow? {
        rotations[key.id].flatMap { RotationWindow($0, of: key, at: now) }
    }
}

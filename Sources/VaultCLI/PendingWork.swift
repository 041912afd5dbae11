import FoundationEssentials
import KeyLifecycle
import LocalMachine
import Vault

/// What earlier commands left open in a vault, as this machine sees it now.
struct PendingWork {
    /// What somebody has something to do about, oldest first.
    let open: [Intent]

    private let rotations: [RecordID: Intent.Rotation]

    init(in vault: borrowing UnlockedVault, now: Date) {
        let intents = vault.contents.intents
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
    func window(of key: RecordID) -> RotationWindow? {
        rotations[key].flatMap(RotationWindow.init)
    }
}

/// Which of a rotation's windows an old key is in.
enum RotationWindow: Hashable {
    /// It still works, and is made inactive from then on.
    case overlap(until: Date)
    /// It is inactive, and is deleted from then on.
    case grace(until: Date)

    init?(_ rotation: Intent.Rotation) {
        switch rotation.phase {
        case .promoted(let end): self = .overlap(until: end)
        case .retired(let end): self = .grace(until: end)
        case .replacing, .undoing: return nil
        }
    }

    /// What is said of it; a time that has passed is never promised.
    func text(at now: Date) -> String {
        switch self {
        case .overlap(let end) where end > now: "replaced, works until \(UTCDate.iso(end))"
        case .overlap: "replaced, about to be made inactive"
        case .grace(let end) where end > now: "replaced, can be had back until \(UTCDate.iso(end))"
        case .grace: "replaced, about to be deleted"
        }
    }
}

import FoundationEssentials
import KeyLifecycle
import LocalMachine
import Vault

/// What earlier commands left open in a vault, as this machine sees it now.
struct PendingWork {
    /// What somebody has something to do about, oldest first.
    let open: [Intent]

    /// Names this copy of the vault; `nil` where nothing is open, or nobody can tell.
    let host: String?

    /// What becomes of each key that another has replaced.
    private let windows: [RecordID: RotationWindow]

    init(in vault: borrowing UnlockedVault, now: Date) throws {
        let intents = vault.contents.intents
        var windows: [RecordID: RotationWindow] = [:]
        for intent in intents {
            guard let rotation = intent.rotation else { continue }
            windows[rotation.previous] = try RotationWindow(
                rotation, of: intent, in: vault.contents, at: now)
        }
        self.windows = windows
        guard !intents.isEmpty else {
            (open, host) = ([], nil)
            return
        }
        let host = try? HostIdentity.of(vault)
        self.host = host
        open = intents.filter { !$0.isResting(at: now, host: host) }
    }

    /// The keys whose work is open.
    var keys: Set<RecordID> { Set(open.map(\.key.record)) }

    /// What becomes of a key that another has replaced.
    func window(of key: some DatedKey) -> RotationWindow? {
        windows.isEmpty ? nil : windows[key.id]
    }
}

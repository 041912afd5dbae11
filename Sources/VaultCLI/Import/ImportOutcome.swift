import KeyLifecycle
import PlaintextCredentials
import Vault

/// What has become of a key that lay in plain text.
struct ImportOutcome {
    enum State {
        /// The vault holds it, and OUTSCALE accepts it.
        case imported
        /// The vault holds it, and OUTSCALE was not asked or did not accept it.
        case unverified(String?)
        /// The vault had it before.
        case held
        /// It is another place of a key that the vault holds.
        case repeated
        /// The vault had it before and has deleted it at OUTSCALE, so it opens nothing any more.
        case deleted
        case failed(String)
    }

    let item: ImportPlan.Item
    let name: EntryName?
    let state: State
    /// The EIM user whose it is; `nil` for the one whose key signs.
    var user: String?
    /// Where a new one was stored.
    var profile: EntryName?
    /// Why OUTSCALE has not accepted it, where it was asked.
    var doubt: Failure?
    var isRotated = false
    var isScrubbed = false
    var rotationFailure: Failure?
    var scrubFailure: Failure?

    /// Whether the file's secret is in the vault, or worth nothing any more.
    var isSafe: Bool {
        switch state {
        case .imported, .unverified, .held, .repeated, .deleted: true
        case .failed: false
        }
    }

    /// Whether it stands for its key; a key has one such place, however many files hold it.
    var isOwnPlace: Bool {
        switch state {
        case .imported, .unverified, .held: true
        case .repeated, .deleted, .failed: false
        }
    }
}

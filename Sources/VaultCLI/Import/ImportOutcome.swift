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
        case failed(String)
    }

    let item: ImportPlan.Item
    let name: EntryName?
    let state: State
    var isRotated = false
    var isScrubbed = false
    var rotationFailure: Failure?
    var scrubFailure: Failure?

    /// Whether the vault has the secret that the file has.
    var isSafe: Bool {
        switch state {
        case .imported, .unverified, .held, .repeated: true
        case .failed: false
        }
    }

    /// Whether it stands for its key; a key has one such place, however many files hold it.
    var isOwnPlace: Bool {
        switch state {
        case .imported, .unverified, .held: true
        case .repeated, .failed: false
        }
    }
}

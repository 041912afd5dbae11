import KeyLifecycle
import Vault

/// What has begun, could not go on here, and stays open.
extension Failure {
    static func interrupted(_ intent: Intent, _ reason: String) -> Failure {
        pending(
            "\(intent.asWork) is not finished, since \(reason). 'vault recover' opens the vault again and goes on."
        )
    }

    static func unrecorded(_ intent: Intent, _ error: VaultError) -> Failure {
        pending(
            "\(intent.asWork) is under way, and OUTSCALE may have done its part; the vault could not record that: "
                + "\(Failure(error).message) Then 'vault recover' finds out and finishes it."
        )
    }
}

extension Intent {
    /// What is under way, at the beginning of a sentence.
    fileprivate var asWork: String {
        switch work {
        case .issue: "the creation of '\(key.name)'"
        case .update: "the change of '\(key.name)'"
        case .delete: "the deletion of '\(key.name)'"
        case .rotate: "the rotation of '\(key.name)'"
        case .lease: "the lease '\(key.name)'"
        }
    }
}

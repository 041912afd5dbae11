import KeyLifecycle
import Vault

/// The end of a lease that did not come all the way.
extension Failure {
    /// OUTSCALE has deleted the key, and the vault does not have that.
    static func leaseEndUnrecorded(
        _ lease: Intent, _ id: String, _ error: LifecycleError
    ) -> Failure {
        let deleted =
            "OUTSCALE has deleted \(id), the key of '\(lease.key.name)', and the vault could not record that: "
        if let standing = lostRight(in: error) {
            return pending(
                deleted
                    + "\(standing). A writer's 'vault recover' ends its record, once the lease's time is over and OUTSCALE has known no "
                    + "such key for a day.")
        }
        return pending(
            deleted
                + "\(Failure(error).afterEarlierWork.message) 'vault recover' does, at the latest a day after the key was made: "
                + "OUTSCALE's word that there is no such key counts from then on.")
    }

    /// The key could not be deleted when its command had ended.
    static func leaseKeyLeft(_ key: KeyRecord, end: String, because error: any Error) -> Failure {
        let left = "the key of '\(key.name)' (\(key.accessKeyID)) could not be deleted: "
        let ending = " It ends at \(end) in any case; "
        if let standing = lostRight(in: error) {
            return pending(
                "\(left)\(standing).\(ending)a writer's 'vault recover' deletes it from then on.")
        }
        let failure = Failure.of(error) ?? Failure(.internalError, "internal", "\(error).")
        return pending("\(left)\(failure.message)\(ending)'vault recover' deletes it.")
    }

    /// What the member has become who may not write to the team's vault any more; `nil` for any other error.
    private static func lostRight(in error: any Error) -> String? {
        var inner = error
        while let lifecycle = inner as? LifecycleError {
            guard case .vault(let cause) = lifecycle else { return nil }
            inner = cause
        }
        return switch inner as? VaultError {
        case .team(.removed)?: "you are no member of this team any more"
        case .team(.notAllowed(_, let own))?: "you are \(TeamRole(own).phrase) of this team by now"
        default: nil
        }
    }
}

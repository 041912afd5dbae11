import FoundationEssentials
import Vault

/// What is said of an intent that is not settled.
enum PendingNote {
    static func text(_ intent: Intent) -> String {
        let owner = intent.user.map { " of user '\($0)'" } ?? ""
        switch intent.kind {
        case .issue:
            return "pending: the creation of '\(intent.keyName)'\(owner) at "
                + "\(UTCDate.iso(intent.startedAt)) was interrupted: \(creation(intent)). "
                + "Run 'vault recover'."
        case .update:
            return "pending: a change of '\(intent.keyName)'\(owner) is not confirmed. "
                + "Run 'vault recover'."
        case .delete:
            return "pending: the deletion of '\(intent.keyName)'\(owner) is not confirmed. "
                + "Run 'vault recover'."
        case .rotate: return rotation(intent, owner)
        case .lease:
            return
                "pending: the process of the lease '\(intent.keyName)'\(owner) is gone, and its key is "
                + "not. Run 'vault recover'."
        }
    }

    private static func creation(_ intent: Intent) -> String {
        switch intent.phase {
        case .stored: "its secret is stored; the clean-up is open"
        case .elsewhere:
            "its sealed secret is in another directory; 'vault recover --landing DIRECTORY' stores it"
        default: "whether OUTSCALE made a key is open (tag \(intent.tag))"
        }
    }

    private static func rotation(_ intent: Intent, _ owner: String) -> String {
        guard intent.phase == .retired, let end = intent.notBefore else {
            return "pending: the rotation of '\(intent.keyName)'\(owner) is under way. "
                + "Run 'vault rotate \(intent.keyName)' or 'vault recover'."
        }
        return
            "rotation of '\(intent.keyName)'\(owner): the old key is inactive and will be deleted "
            + "after \(UTCDate.iso(end)); 'vault rotate \(intent.keyName) --undo' brings it back."
    }
}

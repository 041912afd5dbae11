import FoundationEssentials
import KeyLifecycle
import Vault

/// What is said of an intent that is not settled: what is open, when it settles by itself, and what a person may do.
enum PendingNote {
    static func text(_ intent: Intent) -> String {
        let name = "'\(intent.key.name)'" + (intent.key.user.map { " of user '\($0)'" } ?? "")
        return switch intent.work {
        case .issue(let issue): creation(intent, issue, name)
        case .update:
            "pending: a change of \(name) is not confirmed. The next command that changes keys finishes it; so "
                + "does 'vault recover'."
        case .delete:
            "pending: the deletion of \(name) is not confirmed. The next command that changes keys goes on with "
                + "it; so does 'vault recover'."
        case .rotate(let rotation): self.rotation(intent, rotation, name)
        case .lease:
            "pending: the process of the lease \(name) is gone, and its key is not. The next command that changes "
                + "keys deletes it; so does 'vault recover'."
        }
    }

    private static func creation(
        _ intent: Intent, _ issue: Intent.Issue, _ name: String
    ) -> String {
        let begun = "pending: the creation of \(name) at \(UTCDate.iso(intent.startedAt))"
        switch issue.phase {
        case .stored:
            return begun + ": its secret is stored; the next command that changes keys cleans up."
        case .elsewhere:
            return begun
                + ": its sealed secret is in another directory; 'vault recover --landing DIRECTORY' stores it."
        case .sending, .unknown, .watched:
            let end = intent.startedAt.addingTimeInterval(LifecycleContext.usualQuarantineSeconds)
            return begun
                + ": whether OUTSCALE made a key is open (tag \(intent.tag)). Every command that changes keys "
                + "looks for it; if none appears, it settles by itself at \(UTCDate.iso(end)). "
                + "Nothing need be done; 'vault recover' looks now."
        }
    }

    private static func rotation(
        _ intent: Intent, _ rotation: Intent.Rotation, _ name: String
    ) -> String {
        let undo = "'vault rotate \(intent.key.name) --undo' brings it back"
        return switch rotation.phase {
        case .promoted(let end):
            "rotation of \(name): the old key works until \(UTCDate.iso(end)) and is made inactive by the next "
                + "command that changes keys after that; \(undo)."
        case .retired(let end):
            "rotation of \(name): the old key is inactive and can be had back until \(UTCDate.iso(end)), then the "
                + "next command that changes keys deletes it; \(undo)."
        case .replacing, .undoing:
            "pending: the rotation of \(name) is under way. 'vault rotate \(intent.key.name)' or 'vault recover' "
                + "goes on with it."
        }
    }
}

import FoundationEssentials
import KeyLifecycle
import Vault

/// What is said of an intent that is not settled: what is open, when it settles by itself, and what a person may do.
struct PendingNote {
    let contents: VaultContents
    let now: Date
    /// How long the key of a creation may still appear, in seconds.
    let quarantineSeconds: Int
    /// The members of a team by their ids, but for whoever asks.
    var others: [RecordID: EntryName] = [:]
    /// Names this copy of the vault, as ``HostIdentity`` does; `nil` where nobody can tell.
    var host: String?

    func text(_ intent: Intent) throws -> String {
        if let member = intent.holder?.member, let holder = others[member] {
            return
                "pending: \(holder) has been at '\(intent.key.name)' since \(UTCDate.iso(intent.startedAt)), and ends it; "
                + "'vault recover --adopt' does, if \(holder) can't."
        }
        if let host, intent.isElsewhere(from: host) {
            return
                "pending: another copy of this vault, here or on another machine, has been at '\(intent.key.name)' since "
                + "\(UTCDate.iso(intent.startedAt)), and ends it with 'vault recover'; 'vault recover --adopt' here does, if "
                + "that copy is gone."
        }
        let name = "'\(intent.key.name)'" + (intent.key.user.map { " of user '\($0)'" } ?? "")
        return switch intent.work {
        case .issue(let issue): creation(intent, issue, name)
        case .update:
            "pending: a change of \(name) is not confirmed. The next command that changes keys finishes it; so "
                + "does 'vault recover'."
        case .delete:
            "pending: the deletion of \(name) is not confirmed. The next command that changes keys goes on with "
                + "it; so does 'vault recover'."
        case .rotate(let rotation): try self.rotation(intent, rotation, name)
        case .lease:
            "pending: the process of the lease \(name) is gone, and the end of its key is not confirmed. The next command that "
                + "changes keys sees to that; so does 'vault recover'."
        }
    }

    /// Whether another member is likely to be at it this moment, so that nobody needs to hear of it.
    func isOthersWork(_ intent: Intent) -> Bool {
        guard let member = intent.holder?.member, others[member] != nil else { return false }
        return intent.startedAt.addingTimeInterval(Recovery.usualSeconds) > now
    }

    private func creation(_ intent: Intent, _ issue: Intent.Issue, _ name: String) -> String {
        let begun = "pending: the creation of \(name) at \(UTCDate.iso(intent.startedAt))"
        guard intent.acceptedDeletions.isEmpty else {
            return begun
                + ": its key \(intent.acceptedDeletions.joined(separator: ", ")) was found, and OUTSCALE has not confirmed "
                + "that it is deleted. The next command that changes keys goes on with it; so does 'vault recover'."
        }
        switch issue.phase {
        case .stored:
            return begun + ": its secret is stored; the next command that changes keys cleans up."
        case .elsewhere:
            return begun
                + ": its sealed secret is in another directory; 'vault recover --landing DIRECTORY' stores it."
        case .sending:
            return begun
                + " has no known end (tag \(intent.tag)). If its secret has landed on this disk, the next command that changes keys "
                + "stores it; else that command looks for its key. " + ending(of: intent)
        case .unknown, .watched:
            return begun + ": it is not known yet whether OUTSCALE made a key (tag \(intent.tag)). "
                + ending(of: intent)
        }
    }

    /// Where another key may be the lost one, time does not settle it.
    private func ending(of intent: Intent) -> String {
        let end = intent.startedAt.addingTimeInterval(Double(quarantineSeconds))
        guard end > now else {
            return "'vault recover' looks for it, and says whether you have to decide."
        }
        return
            "Every command that changes keys looks for it. If neither such a key appears nor one without a "
            + "tag that may be it, this settles by itself "
            + "at \(UTCDate.iso(end)); 'vault recover' looks now."
    }

    private func rotation(
        _ intent: Intent, _ rotation: Intent.Rotation, _ name: String
    ) throws -> String {
        guard let window = try RotationWindow(rotation, of: intent, in: contents, at: now) else {
            return
                "pending: the rotation of \(name) is under way. 'vault rotate \(intent.key.name)' or 'vault recover' "
                + "goes on with it."
        }
        return "rotation of \(name): \(window.sentence(of: intent.key.name))"
    }
}

import APIClient
import FoundationEssentials
import KernelText
import KeyLifecycle
import SystemPackage
import Vault

/// What recovery has done, as a user reads it: one line each.
enum RecoveryText {
    static func line(_ result: Recovered, now: Date) -> String {
        let name = result.intent.map { "'\($0.key.name)'" } ?? "a key"
        return switch result.outcome {
        case .stored(let key):
            "recovered '\(key.name)': \(key.accessKeyID) had landed on the disk and is stored now."
        case .elsewhere(let directory):
            "the sealed secret of \(name) was brought to another directory; 'vault recover --landing "
                + "\(directory?.text ?? "DIRECTORY")' stores it. If it is lost, delete the key at OUTSCALE."
        case .landingDamaged(let path, let reason) where result.intent == nil:
            "\(path) is no landing file of a creation that this vault has open, and can't be opened: \(reason). If you don't "
                + "know of another vault that it belongs to, move it away."
        case .landingDamaged(let path, let reason):
            "the landing file \(path) of \(name) can't be opened: \(reason). Its secret counts as lost; the file "
                + "is kept until the creation is settled."
        case .settled: "finished the creation of \(name)."
        case .compensated(let ids):
            "the secret of \(ids.joined(separator: ", ")) did not reach this vault, so the key was deleted "
                + "at OUTSCALE. Run the command for \(name) again."
        case .expiredLeft(let id, let error):
            "the secret of \(id) did not reach this vault. The key has expired, and OUTSCALE refuses to delete "
                + "it: \(Failure(error).message) Create \(name) again."
        case .nothingMade: "OUTSCALE has no key with the tag of \(name); the creation is settled."
        case .quarantined(let end, let candidates):
            "it is not known yet whether OUTSCALE made a key for \(name)"
                + (candidates.isEmpty
                    ? ". None has its tag so far. If none appears, this settles by itself at \(UTCDate.iso(end))."
                    : Self.candidates(candidates, end))
        case .undecided(let candidates): undecided(name, candidates)
        case .dismissed(let ids):
            "\(ids.joined(separator: ", ")) was not touched; the creation of \(name) is settled."
        case .changed(let changed):
            "finished the change of '\(changed.key.name)'."
                + (changed.isAsAsked ? "" : " \(ChangeText.altered)")
                + (changed.isRedated ? " \(ChangeText.redated(changed.key))" : "")
        case .deleted: "finished the deletion of \(name)."
        case .abandoned(let error):
            "the \(result.intent?.isDeletion ?? false ? "deletion" : "change") of \(name) was given up: "
                + Failure(error).message
        case .rotated(let rotation): RotationText.line(rotation, now: now)
        case .leaseEnded(let id?):
            "ended the lease \(name): its process is gone, and \(id) is deleted."
        case .leaseKeyKept(let key, let error):
            "ended the lease \(name): its process is gone. Its key \(key.accessKeyID) stays as '\(key.name)', since it "
                + "could not be deleted: \(Failure(error).message)"
        case .leaseEnded(nil): "ended the lease \(name): no key of it is in the vault."
        case .otherMachine:
            "\(name) was begun by another copy of this vault, here or on another machine, and only that copy knows how far "
                + "it came. Run 'vault recover' there, or here with --adopt if that copy is gone."
        case .otherMember(let member, let since):
            "\(member?.description ?? "another member") has been at \(name) since \(UTCDate.iso(since)), and ends it with "
                + "'vault recover'; so do you with --adopt, if they can't."
        case .failed(let error): "\(name) is still open: \(Failure(error).message)"
        }
    }

    private static func undecided(_ name: String, _ candidates: [AccessKey]) -> String {
        let ids = candidates.map(\.id)
        let options = ids.map { " --dismiss \($0)" }.joined()
        return
            "OUTSCALE lists no key with the tag of \(name), but \(ids.joined(separator: ", ")) was made meanwhile "
            + "and may be the lost one. Run 'vault recover' at a terminal and type the id to delete it; if you know that it "
            + "is another's, type 'none', or run 'vault recover\(options)'."
    }

    private static func candidates(_ keys: [AccessKey], _ end: Date) -> String {
        let ids = keys.map(\.id).joined(separator: ", ")
        return
            ": OUTSCALE did not keep the tag, and it may be \(ids). Run 'vault recover' at a terminal and type the id "
            + "to delete it, or 'none' if you know that it is another's. Without an answer it stays open after "
            + "\(UTCDate.iso(end)), too."
    }

    /// A word for programs.
    static func word(_ outcome: Recovered.Outcome) -> String {
        switch outcome {
        case .stored: "stored"
        case .elsewhere: "elsewhere"
        case .landingDamaged: "landing-damaged"
        case .settled: "settled"
        case .compensated: "compensated"
        case .expiredLeft: "expired-left"
        case .nothingMade: "nothing-made"
        case .quarantined: "open"
        case .undecided: "undecided"
        case .dismissed: "dismissed"
        case .changed: "changed"
        case .deleted: "deleted"
        case .abandoned: "abandoned"
        case .rotated: "rotation"
        case .leaseEnded: "lease-ended"
        case .leaseKeyKept: "lease-key-kept"
        case .otherMachine: "other-machine"
        case .otherMember: "other-member"
        case .failed: "failed"
        }
    }
}

/// What is said of a change, beside what the key is now.
enum ChangeText {
    static let altered =
        "OUTSCALE accepted it, but lists something else than you asked for. The vault has what OUTSCALE lists."
}

extension ChangeText {
    /// Of a key that had expired.
    static func redated(_ key: KeyRecord) -> String {
        let expiry = key.expiresAt.map { "expires \(UTCDate.iso($0))" } ?? "never expires"
        return
            "OUTSCALE takes no expiry in the past, so '\(key.name)' is INACTIVE and \(expiry) now."
    }
}

/// How far a rotation has come, as a user reads it.
enum RotationText {
    static func line(_ rotation: Rotation, now: Date) -> String {
        let key = rotation.key.map { "\($0.accessKeyID)" } ?? "nothing"
        let use = rotation.key.map { standing(of: $0, now: now) } ?? "is in use"
        return switch rotation.state {
        case .overlapping(let until):
            "Rotated '\(rotation.name)': \(key) \(use); the old key works until \(UTCDate.iso(until)), "
                + "\(RelativeTime.phrase(from: now, to: until)), and is made inactive by the next command that "
                + "changes keys after that."
        case .inGrace(let until):
            "Rotated '\(rotation.name)': \(key) \(use); the old key is inactive and can be brought back until "
                + "\(UTCDate.iso(until)), \(RelativeTime.phrase(from: now, to: until)); the next command that "
                + "changes keys after that deletes it."
        case .expired(let until):
            "Rotated '\(rotation.name)': \(key) \(use); the old key has expired, and the next command that changes "
                + "keys after \(UTCDate.iso(until)) deletes it."
        case .done: "Rotated '\(rotation.name)': \(key) \(use); the old key is deleted."
        case .oldKept(let old):
            "Rotated '\(rotation.name)': \(key) \(use). The old key \(old.accessKeyID) stays as "
                + "'\(old.name)': OUTSCALE does not confirm that it is deleted."
        case .abandoned(.neverMade):
            "The rotation of '\(rotation.name)' has no new key; \(key) was not touched."
        case .abandoned(.deleted(let new)):
            "The new key of '\(rotation.name)', \(new.accessKeyID), has expired before OUTSCALE accepted it, and is deleted; "
                + "\(key) was not touched."
        case .abandoned(.kept(let new)):
            "The new key of '\(rotation.name)' has expired before OUTSCALE accepted it; \(key) was not touched. The new key "
                + "\(new.accessKeyID) stays as '\(new.name)': OUTSCALE does not confirm that it is deleted."
        case .undone(nil): "Undone: '\(rotation.name)' is \(key) again; the new key is deleted."
        case .undone(let new?):
            "Undone: '\(rotation.name)' is \(key) again. The new key \(new.accessKeyID) stays as "
                + "'\(new.name)': OUTSCALE does not confirm that it is deleted."
        }
    }

    /// What follows ``line(_:now:)`` where an earlier command has made the new key: a person who wants that one replaced
    /// must not take this for it.
    static func nothingMade(_ rotation: Rotation) -> String {
        guard let key = rotation.key else { return "" }
        let way: String
        switch rotation.state {
        case .overlapping, .inGrace, .expired: way = "vault rotate \(rotation.name) --again"
        case .done, .oldKept: way = "vault rotate \(rotation.name)"
        case .abandoned, .undone: return ""
        }
        return
            " An earlier command has made \(key.accessKeyID), and this one made no key; '\(way)' replaces it."
    }

    private static func standing(of key: KeyRecord, now: Date) -> String {
        if key.hasExpired(at: now) { return "bears the name, and has expired" }
        return key.state == .inactive ? "bears the name, and is INACTIVE" : "is in use"
    }

    static func word(_ state: Rotation.State) -> String {
        switch state {
        case .overlapping: "overlapping"
        case .inGrace: "in-grace"
        case .expired: "old-expired"
        case .done: "done"
        case .oldKept: "old-kept"
        case .abandoned: "abandoned"
        case .undone: "undone"
        }
    }
}

import FoundationEssentials
import KeyLifecycle
import Vault

/// What becomes of a rotation's old key, as it is now: a time that has passed is never promised.
enum RotationWindow: Hashable {
    /// It still works.
    case works(until: Date)
    /// It is inactive already, and its overlap is open all the same.
    case idle(until: Date)
    /// Its overlap is over, so the next command makes it inactive.
    case stops
    /// It is inactive, and can be brought back.
    case recoverable(until: Date)
    /// It has expired, so it can't be had back, and is deleted from then on.
    case expired(deletedFrom: Date)
    /// Somebody has woken it in its grace, so it is not deleted. It has that name.
    case woken(EntryName)
    /// Its grace is over, so the next command deletes it.
    case ends
    /// The new key does not work by now, so a person has to decide.
    case waits(NewKeyDefect)

    /// - Parameter rotation: the rotation of `intent`, which a plan may have shortened.
    init?(
        _ rotation: Intent.Rotation, of intent: Intent, in contents: VaultContents, at now: Date
    ) throws {
        let old = try contents.key(id: rotation.previous)
        self.init(rotation, of: old, at: now)
        guard self == .stops || self == .ends, rotation.wasInactive != true,
            let old, old.retiredAt == nil, !old.hasExpired(at: now),
            let new = try contents.key(id: intent.key.record),
            let defect = NewKeyDefect(
                expiresAt: new.expiresAt, isInactive: new.state == .inactive, at: now)
        else { return }
        self = .waits(defect)
    }

    /// - Parameter old: the old key; `nil` where the vault does not have it any more.
    private init?(_ rotation: Intent.Rotation, of old: KeyRecord?, at now: Date) {
        let expiry = old?.expiresAt ?? .distantFuture
        switch rotation.phase {
        case .promoted(let end):
            if expiry <= now {
                self = end > now ? .expired(deletedFrom: end) : .stops
            } else {
                let open = min(end, expiry)
                self =
                    end <= now
                    ? .stops : old?.state == .inactive ? .idle(until: open) : .works(until: open)
            }
        case .retired(let end):
            if let old, old.state == .active, expiry > now {
                self = .woken(old.name)
            } else if end <= now {
                self = .ends
            } else {
                self =
                    expiry <= now
                    ? .expired(deletedFrom: end) : .recoverable(until: min(end, expiry))
            }
        case .replacing, .undoing: return nil
        }
    }

    /// Whether a person has to decide what becomes of it.
    var needsPerson: Bool {
        switch self {
        case .waits, .woken: true
        case .works, .idle, .stops, .recoverable, .expired, .ends: false
        }
    }

    /// What a list says of the old key.
    var text: String {
        switch self {
        case .works(let end): "replaced, works until \(UTCDate.iso(end))"
        case .idle(let end): "replaced, inactive, can be brought back until \(UTCDate.iso(end))"
        case .stops: "replaced, about to be made inactive"
        case .recoverable(let end): "replaced, can be brought back until \(UTCDate.iso(end))"
        case .expired(let date): "replaced, expired, is deleted after \(UTCDate.iso(date))"
        case .woken: "replaced, kept since it is ACTIVE again"
        case .ends: "replaced, about to be deleted"
        case .waits(let defect): "replaced, kept since the new key \(defect.text)"
        }
    }

    /// The same as a sentence about a rotation, with the way back as far as there is one.
    func sentence(of name: EntryName) -> String {
        let undo = "'vault rotate \(name) --undo' brings it back"
        return switch self {
        case .works(let end):
            "the old key works until \(UTCDate.iso(end)) and is made inactive by the next command that changes keys "
                + "after that; \(undo)."
        case .idle(let end):
            "the old key is inactive, and its overlap lasts until \(UTCDate.iso(end)); \(undo)."
        case .stops: "the next command that changes keys makes the old key inactive; \(undo)."
        case .recoverable(let end):
            "the old key is inactive and can be brought back until \(UTCDate.iso(end)), then the next command that changes "
                + "keys deletes it; \(undo)."
        case .expired(let date):
            "the old key has expired, and the next command that changes keys after \(UTCDate.iso(date)) deletes it."
        case .woken(let old):
            "the old key '\(old)' is ACTIVE again, although its rotation had made it inactive, so it is not deleted. If "
                + "nobody needs it, 'vault disable \(old)'; then it is deleted once its grace is over. \(undo)."
        case .ends: "the next command that changes keys deletes the old key."
        case .waits(let defect): defect.sentence(of: name)
        }
    }
}

extension NewKeyDefect {
    /// What is wrong with the new key, after its name.
    var text: String {
        switch self {
        case .expired(let date): "has expired \(UTCDate.iso(date))"
        case .inactive: "is INACTIVE"
        case .unlisted: "is not listed by OUTSCALE"
        }
    }

    /// The same as a sentence about a rotation, with what a person can do.
    func sentence(of name: EntryName) -> String {
        let undo = "'vault rotate \(name) --undo' gives the old key its place back"
        let ways =
            if case .inactive = self { "'vault enable \(name)' wakes the new one, \(undo)" } else {
                undo
            }
        return "the new key of '\(name)' \(text), so the old one is left as it is. \(ways)."
    }
}

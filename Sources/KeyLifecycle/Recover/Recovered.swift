package import APIClient
package import FoundationEssentials
package import SystemPackage
package import Vault

/// What became of something that was open.
package struct Recovered: Sendable {
    package enum Outcome: Sendable {
        /// The secret had landed and is in the vault now.
        case stored(KeyRecord)
        /// The secret was brought to that directory, from where `recover --landing` stores it.
        case elsewhere(FilePath?)
        /// A secret may have landed, and what stands in its landing file can't be opened.
        case landingDamaged(path: FilePath, reason: String)
        /// The key was in the vault already; its clean-up is done.
        case settled
        /// The key whose secret was lost is deleted at OUTSCALE, and with it any twin of its Tag.
        case compensated(accessKeyIDs: [String])
        /// The key whose secret was lost has expired, and OUTSCALE refuses to delete it.
        case expiredLeft(accessKeyID: String, LifecycleError)
        /// No key has appeared, and none will: too much time has passed.
        case nothingMade
        /// No key has appeared yet; it may until then. The candidates carry no Tag, so only a person may
        /// decide about them.
        case quarantined(until: Date, candidates: [AccessKey])
        /// No key with the Tag will appear any more, but one of these may be the lost one. It stays open until a
        /// person decides, since nobody would look after such a key once it is settled.
        case undecided(candidates: [AccessKey])
        /// A person has said that these are others' keys, so nothing was made.
        case dismissed(accessKeyIDs: [String])
        case changed(ChangedKey)
        case deleted
        /// OUTSCALE refuses the change, or the key is gone, here or there, so it will not be made.
        case abandoned(LifecycleError)
        case rotated(Rotation)
        /// The process of a lease has ended, and its key is gone; `nil` if none was made.
        case leaseEnded(accessKeyID: String?)
        /// The process of a lease has ended, its key has expired, and OUTSCALE refuses to delete it: it stays in the vault.
        case leaseKeyKept(KeyRecord, LifecycleError)
        /// Another machine's: its own recovery knows what has landed there.
        case otherMachine
        /// Another member of the team has it, since then; `nil` if nobody of that id was ever a member.
        case otherMember(EntryName?, since: Date)
        case failed(LifecycleError)
    }

    /// `nil` for a landed key without an intent.
    package let intent: Intent?
    package let outcome: Outcome

    package init(_ intent: Intent?, _ outcome: Outcome) {
        self.intent = intent
        self.outcome = outcome
    }

    /// The keys without a Tag of which one may be the lost one; `nil` if that is no question.
    package var candidates: [AccessKey]? {
        switch outcome {
        case .quarantined(_, let candidates), .undecided(let candidates): candidates
        default: nil
        }
    }

    /// Whether only a person's decision is missing.
    package var isUndecided: Bool {
        if case .undecided = outcome { true } else { false }
    }

    /// Whether something is still owed.
    package var isOpen: Bool {
        switch outcome {
        case .quarantined, .undecided, .otherMachine, .otherMember, .failed, .elsewhere: true
        case .stored, .landingDamaged, .settled, .compensated, .expiredLeft, .nothingMade,
            .dismissed, .changed,
            .deleted,
            .abandoned, .rotated, .leaseEnded, .leaseKeyKept:
            false
        }
    }
}

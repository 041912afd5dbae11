package import FoundationEssentials

extension Intent {
    /// A key is created, and its secret captured.
    package struct Issue: Hashable, Sendable {
        package enum Phase: Hashable, Sendable {
            /// The request may have been sent.
            case sending
            /// The request was sent and its answer was lost.
            case unknown
            /// Nothing is owed, but what was learnt is no proof: the Tag is looked for until no key can appear any more.
            case watched
            /// The key and its secret are in the vault.
            case stored
            /// A person has brought the sealed secret to another directory: only `recover --landing` stores it, and
            /// nothing deletes its key.
            case elsewhere
        }

        package var phase: Phase
        /// The Tag that the user wants once the secret is safe.
        package let userTag: String?
        /// The expiry that was asked for; `nil` for never.
        package let expiresAt: Date?
        /// The ids of the keys that are not its own: the owner had them before, or a person has said so.
        package var knownKeys: [String]
        /// Once OUTSCALE has told it.
        package var accessKeyID: String?

        package init(
            phase: Phase = .sending, userTag: String?, expiresAt: Date?, knownKeys: [String],
            accessKeyID: String? = nil
        ) {
            self.phase = phase
            self.userTag = userTag
            self.expiresAt = expiresAt
            self.knownKeys = knownKeys
            self.accessKeyID = accessKeyID
        }
    }

    /// One thing of a key is changed; all else stays as OUTSCALE has it then.
    package struct Update: Hashable, Sendable {
        package let accessKeyID: String
        package let change: KeyChange

        package init(accessKeyID: String, change: KeyChange) {
            self.accessKeyID = accessKeyID
            self.change = change
        }
    }

    /// A key is deleted, at OUTSCALE and then in the vault.
    package struct Deletion: Hashable, Sendable {
        package let accessKeyID: String

        package init(accessKeyID: String) { self.accessKeyID = accessKeyID }
    }

    /// A key takes another's place.
    package struct Rotation: Hashable, Sendable {
        package enum Phase: Hashable, Sendable {
            /// The new key is not proven yet: the old one is in use.
            case replacing
            /// The new key has the old one's name; both are active until that moment, when the old one is made
            /// inactive.
            case promoted(retiredFrom: Date)
            /// The old key is inactive, and is deleted from that moment on.
            case retired(deletedFrom: Date)
            /// The old key is about to get its place back, and the new one to be deleted. The dates are those of the
            /// window that was open, if one was: there the rotation goes on if there is no way back.
            case undoing(retiredFrom: Date?, deletedFrom: Date?)
        }

        package var phase: Phase
        /// The record of the key that is replaced.
        package let previous: RecordID
        /// The new key's expiry; `nil` for never.
        package let expiresAt: Date?
        /// How long the old key still works once the new one has its name, in seconds.
        package let overlapSeconds: Int64
        /// How long the old key stays inactive before it is deleted, in seconds.
        package var graceSeconds: Int64
        /// Whether the old key was inactive before the rotation makes it so: then its undoing does not wake it. `nil` until
        /// that was looked at; nothing is taken from the old key before.
        package var wasInactive: Bool?

        package init(
            phase: Phase = .replacing, previous: RecordID, expiresAt: Date?, overlapSeconds: Int64,
            graceSeconds: Int64, wasInactive: Bool? = nil
        ) {
            self.phase = phase
            self.previous = previous
            self.expiresAt = expiresAt
            self.overlapSeconds = overlapSeconds
            self.graceSeconds = graceSeconds
            self.wasInactive = wasInactive
        }
    }

    /// A key lives as long as the process that it was made for.
    package struct Lease: Hashable, Sendable {
        /// The process that it ends with.
        package let owner: ProcessIdentity
        /// When OUTSCALE ends the key.
        package let expiresAt: Date?

        package init(owner: ProcessIdentity, expiresAt: Date?) {
            self.owner = owner
            self.expiresAt = expiresAt
        }
    }
}

extension Intent {
    package var issue: Issue? { if case .issue(let issue) = work { issue } else { nil } }
    package var rotation: Rotation? {
        if case .rotate(let rotation) = work { rotation } else { nil }
    }
    package var isDeletion: Bool { if case .delete = work { true } else { false } }
    package var lease: Lease? { if case .lease(let lease) = work { lease } else { nil } }

    /// The same with its creation in another phase.
    package func advanced(to phase: Issue.Phase, accessKeyID: String? = nil) -> Intent {
        guard case .issue(var issue) = work else { return self }
        issue.phase = phase
        issue.accessKeyID = accessKeyID ?? issue.accessKeyID
        var intent = self
        intent.work = .issue(issue)
        return intent
    }

    /// The same, with keys that a person has said are others'.
    package func knowing(_ ids: [String]) -> Intent {
        guard case .issue(var issue) = work else { return self }
        issue.knownKeys += ids
        var intent = self
        intent.work = .issue(issue)
        return intent
    }

    /// The same with its rotation in another phase.
    package func advanced(to phase: Rotation.Phase) -> Intent {
        guard case .rotate(var rotation) = work else { return self }
        rotation.phase = phase
        var intent = self
        intent.work = .rotate(rotation)
        return intent
    }

    /// OUTSCALE's id of the key that this is about, where that is known.
    package var accessKeyID: String? {
        switch work {
        case .issue(let issue): issue.accessKeyID
        case .update(let update): update.accessKeyID
        case .delete(let deletion): deletion.accessKeyID
        case .rotate, .lease: nil
        }
    }
}

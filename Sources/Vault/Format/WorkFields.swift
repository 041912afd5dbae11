import FoundationEssentials

/// The fields of an intent that depend on its kind of work, as a journal entry has them.
///
/// Older writers filled some of them in where they mean nothing; a reader ignores those.
struct WorkFields {
    /// The raw values stand in the file; they never change their meaning.
    enum Kind: UInt8 {
        case issue = 1
        case update = 2
        case delete = 3
        case rotate = 4
        case lease = 5
    }

    enum Phase: UInt8 {
        case sending = 1
        case unknown = 2
        case stored = 3
        case replacing = 4
        case promoted = 5
        case retired = 6
        case undoing = 7
        case leased = 8
        case deleting = 9
        case elsewhere = 10
        case watched = 11
    }

    enum ChangedField: UInt8 {
        case state = 1
        case expiry = 2
        case tag = 3
    }

    let kind: Kind
    let phase: Phase
    var userTag: String?
    var expiresAt: Date?
    var knownKeys: [String] = []
    var accessKeyID: String?
    var targetState: KeyState?
    var previousKeyID: RecordID?
    var graceSeconds: Int64?
    var deletedFrom: Date?
    var owner: ProcessIdentity?
    var changedField: ChangedField?
    var overlapSeconds: Int64?
    var retiredFrom: Date?
    var wasInactive: Bool?
}

// MARK: - Writing

extension WorkFields {
    init(_ work: Intent.Work) {
        switch work {
        case .issue(let issue): self.init(issue)
        case .update(let update): self.init(update)
        case .delete(let deletion):
            self.init(kind: .delete, phase: .deleting, accessKeyID: deletion.accessKeyID)
        case .rotate(let rotation): self.init(rotation)
        case .lease(let lease):
            self.init(
                kind: .lease, phase: .leased, expiresAt: lease.expiresAt, owner: lease.owner)
        }
    }

    private init(_ issue: Intent.Issue) {
        let phase: Phase =
            switch issue.phase {
            case .sending: .sending
            case .unknown: .unknown
            case .watched: .watched
            case .stored: .stored
            case .elsewhere: .elsewhere
            }
        self.init(
            kind: .issue, phase: phase, userTag: issue.userTag, expiresAt: issue.expiresAt,
            knownKeys: issue.knownKeys, accessKeyID: issue.accessKeyID)
    }

    private init(_ update: Intent.Update) {
        self.init(kind: .update, phase: .sending, accessKeyID: update.accessKeyID)
        switch update.change {
        case .state(let state): (changedField, targetState) = (.state, state)
        case .expiry(let date): (changedField, expiresAt) = (.expiry, date)
        case .tag(let tag): (changedField, userTag) = (.tag, tag)
        }
    }

    private init(_ rotation: Intent.Rotation) {
        let phase: Phase
        switch rotation.phase {
        case .replacing: phase = .replacing
        case .promoted(let date): (phase, retiredFrom) = (.promoted, date)
        case .retired(let date): (phase, deletedFrom) = (.retired, date)
        case .undoing(let retired, let deleted):
            (phase, retiredFrom, deletedFrom) = (.undoing, retired, deleted)
        }
        wasInactive = rotation.wasInactive
        (kind, self.phase) = (.rotate, phase)
        expiresAt = rotation.expiresAt
        previousKeyID = rotation.previous
        overlapSeconds = rotation.overlapSeconds
        graceSeconds = rotation.graceSeconds
    }
}

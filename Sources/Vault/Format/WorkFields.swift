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
        case .undoing(let date): (phase, deletedFrom) = (.undoing, date)
        }
        (kind, self.phase) = (.rotate, phase)
        expiresAt = rotation.expiresAt
        previousKeyID = rotation.previous
        overlapSeconds = rotation.overlapSeconds
        graceSeconds = rotation.graceSeconds
    }
}

// MARK: - Reading

extension WorkFields {
    private typealias Field = IntentEntry.Field

    init(_ reader: TLVReader) throws(VaultError) {
        kind = try reader.required(reader.number(Field.kind).flatMap(Kind.init))
        phase = try reader.required(reader.number(Field.phase).flatMap(Phase.init))
        userTag = try reader.text(Field.userTag)
        expiresAt = try reader.date(Field.expiresAt)
        knownKeys = try reader.required(reader.text(Field.knownKeys))
            .split(separator: "\n").map(String.init)
        accessKeyID = try reader.text(Field.accessKeyID)
        targetState = try Self.value(reader.number(Field.targetState), KeyState.init, in: reader)
        previousKeyID = try reader.id(Field.previousKeyID)
        graceSeconds = try reader.number(Field.graceSeconds)
        deletedFrom = try reader.date(Field.deletedFrom)
        owner = try Self.owner(in: reader)
        changedField = try Self.value(
            reader.number(Field.changedField), ChangedField.init, in: reader)
        overlapSeconds = try reader.number(Field.overlapSeconds)
        retiredFrom = try reader.date(Field.retiredFrom)
    }

    /// An unknown number is damage; an absent one is absent.
    private static func value<Value>(
        _ number: UInt8?, _ make: (UInt8) -> Value?, in reader: TLVReader
    ) throws(VaultError) -> Value? {
        guard let number else { return nil }
        return try reader.required(make(number))
    }

    /// All of it or nothing.
    private static func owner(in reader: TLVReader) throws(VaultError) -> ProcessIdentity? {
        guard let bootID = try reader.text(Field.ownerBoot) else { return nil }
        return ProcessIdentity(
            bootID: bootID, namespace: try reader.required(reader.number(Field.ownerNamespace)),
            number: try reader.required(reader.number(Field.ownerProcess)),
            startTime: try reader.required(reader.number(Field.ownerStart)))
    }
}

extension WorkFields {
    /// A kind in a phase that it does not have is read as the one that promises least.
    func work() throws(VaultError) -> Intent.Work {
        switch kind {
        case .issue: .issue(issue)
        case .update:
            .update(Intent.Update(accessKeyID: accessKeyID ?? "", change: change))
        case .delete: .delete(Intent.Deletion(accessKeyID: accessKeyID ?? ""))
        case .rotate: .rotate(rotation)
        case .lease: .lease(try lease())
        }
    }

    private var issue: Intent.Issue {
        let phase: Intent.Issue.Phase =
            switch self.phase {
            case .sending: .sending
            case .watched: .watched
            case .stored: .stored
            case .elsewhere: .elsewhere
            case .unknown, .replacing, .promoted, .retired, .undoing, .leased, .deleting: .unknown
            }
        return Intent.Issue(
            phase: phase, userTag: userTag, expiresAt: expiresAt, knownKeys: knownKeys,
            accessKeyID: accessKeyID)
    }

    private var change: KeyChange {
        switch changedField {
        case .state: .state(targetState ?? .inactive)
        case .tag: .tag(userTag)
        case .expiry: .expiry(expiresAt)
        case nil: targetState.map { .state($0) } ?? .expiry(expiresAt)
        }
    }

    private var rotation: Intent.Rotation {
        let phase: Intent.Rotation.Phase =
            switch self.phase {
            case .promoted: .promoted(retiredFrom: retiredFrom ?? .distantPast)
            case .retired: .retired(deletedFrom: deletedFrom ?? .distantFuture)
            case .undoing: .undoing(deletedFrom: deletedFrom)
            case .sending, .unknown, .watched, .stored, .replacing, .leased, .deleting, .elsewhere:
                .replacing
            }
        return Intent.Rotation(
            phase: phase, previous: previousKeyID ?? .zero, expiresAt: expiresAt,
            overlapSeconds: overlapSeconds ?? 0, graceSeconds: graceSeconds ?? 0)
    }

    private func lease() throws(VaultError) -> Intent.Lease {
        guard let owner else { throw .damaged("a lease in the journal has no owner") }
        return Intent.Lease(owner: owner, expiresAt: expiresAt)
    }
}

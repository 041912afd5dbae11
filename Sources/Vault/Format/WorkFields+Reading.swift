import FoundationEssentials

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
        wasInactive = try Self.value(
            reader.number(Field.wasInactive), { [1: true, 2: false][$0] }, in: reader)
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
            case .undoing: .undoing(retiredFrom: retiredFrom, deletedFrom: deletedFrom)
            case .sending, .unknown, .watched, .stored, .replacing, .leased, .deleting, .elsewhere:
                .replacing
            }
        return Intent.Rotation(
            phase: phase, previous: previousKeyID ?? .zero, expiresAt: expiresAt,
            overlapSeconds: overlapSeconds ?? 0, graceSeconds: graceSeconds ?? 0,
            wasInactive: wasInactive)
    }

    private func lease() throws(VaultError) -> Intent.Lease {
        guard let owner else { throw .damaged("a lease in the journal has no owner") }
        return Intent.Lease(owner: owner, expiresAt: expiresAt)
    }
}

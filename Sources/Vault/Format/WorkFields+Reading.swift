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
    ///
    /// - Parameter isHeld: whether a team's member holds it; then the process may be theirs.
    func work(isHeld: Bool) throws(VaultError) -> Intent.Work {
        guard isHeld ? owner != nil || kind != .lease : (owner != nil) == (kind == .lease) else {
            throw .damaged("a lease in the journal has no owner, or something else has one")
        }
        return switch kind {
        case .issue: .issue(issue)
        case .update:
            .update(
                Intent.Update(
                    accessKeyID: try Self.required(accessKeyID), change: try change()))
        case .delete: .delete(Intent.Deletion(accessKeyID: try Self.required(accessKeyID)))
        case .rotate: .rotate(try rotation())
        case .lease: .lease(try lease())
        }
    }

    /// What every intent of its kind and phase has.
    private static func required<Value>(_ value: Value?) throws(VaultError) -> Value {
        guard let value else {
            throw .damaged("a change in the journal lacks what its kind must have")
        }
        return value
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

    private func change() throws(VaultError) -> KeyChange {
        switch changedField {
        case .state: .state(try Self.required(targetState))
        case .tag: .tag(userTag)
        case .expiry: .expiry(expiresAt)
        case nil: targetState.map { .state($0) } ?? .expiry(expiresAt)
        }
    }

    private func rotation() throws(VaultError) -> Intent.Rotation {
        let phase: Intent.Rotation.Phase =
            switch self.phase {
            // Absent: at once.
            case .promoted: .promoted(retiredFrom: retiredFrom ?? .distantPast)
            case .retired: .retired(deletedFrom: try Self.required(deletedFrom))
            case .undoing: .undoing(retiredFrom: retiredFrom, deletedFrom: deletedFrom)
            case .sending, .unknown, .watched, .stored, .replacing, .leased, .deleting, .elsewhere:
                .replacing
            }
        return Intent.Rotation(
            phase: phase, previous: try Self.required(previousKeyID), expiresAt: expiresAt,
            overlapSeconds: overlapSeconds ?? 0, graceSeconds: try Self.required(graceSeconds),
            wasInactive: wasInactive)
    }

    private func lease() throws(VaultError) -> Intent.Lease {
        Intent.Lease(owner: try Self.required(owner), expiresAt: expiresAt)
    }
}

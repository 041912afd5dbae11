/// A team's roster and newest manifest, walked statement by statement from where somebody has seen it.
///
/// Nothing that a server shows is stored or used before it has passed here. It refuses a manifest that does not follow, one whose
/// author might not write it by the roster that it names, and a roster that breaks its rules, goes back, or is named by nobody.
struct TeamHistory: Sendable {
    private(set) var roster: Roster
    /// The newest manifest; `nil` before the first.
    private(set) var newest: ManifestStatement?
    private(set) var head = SignedStatement.origin
    /// The head of the roster after each number of entries.
    private var rosterHeads: [[UInt8]] = [SignedStatement.origin]
    /// What was not yet named by a manifest.
    private var waiting: [SignedStatement] = []

    init(of vaultID: RecordID) { roster = Roster(of: vaultID) }

    var point: TeamPoint? {
        newest.map {
            TeamPoint(
                epoch: $0.manifest.epoch, head: head, rosterCount: $0.rosterCount,
                rosterHead: $0.rosterHead)
        }
    }

    /// Takes entries of the roster that follow those before. A manifest has to name them.
    mutating func take(entries: [SignedStatement]) { waiting += entries }

    /// Takes the manifest that follows, and the entries that it names.
    mutating func take(_ statement: SignedStatement) throws(HistoryRefusal) {
        let epoch = (newest?.manifest.epoch ?? 0) + 1
        guard let content = statement.unverifiedContent(.manifest, of: roster.vaultID, after: head)
        else { throw .notNext(epoch: epoch) }
        let next = try Self.read(content, epoch: epoch)
        guard next.manifest.epoch == epoch else { throw .notNext(epoch: epoch) }
        try take(next, statement)
    }

    /// Takes a manifest without those before it: the first that somebody sees of a vault. What came before is not known.
    mutating func take(first statement: SignedStatement) throws(HistoryRefusal) {
        guard newest == nil,
            let (before, content) = statement.unverifiedContent(.manifest, of: roster.vaultID)
        else { throw .malformed(epoch: 0) }
        let first = try Self.read(content, epoch: 0)
        // The very first one stands after nothing, and no other does.
        let isAfterOrigin = before.elementsEqual(SignedStatement.origin)
        guard isAfterOrigin == (first.manifest.epoch == 1) else {
            throw .notNext(epoch: first.manifest.epoch)
        }
        try take(first, statement)
    }

    /// Nothing is left that no manifest names; the slots are one for each member, as the newest manifest names them.
    func finish(slots: [MemberSlot]) throws(HistoryRefusal) {
        guard waiting.isEmpty else { throw .looseEntries }
        guard let newest else { throw .noManifest }
        let members = Set(slots.map(\.member))
        guard members.count == slots.count, members == Set(roster.members.keys),
            slots.allSatisfy({ $0.keyEpoch == roster.keyEpoch }),
            MemberSlot.digest(of: slots) == newest.slotDigest
        else { throw .slots }
    }

    /// The head of the roster after so many entries; `nil` if it never had as many.
    func rosterHead(after count: UInt64) -> [UInt8]? {
        rosterHeads.indices.contains(Int(clamping: count)) ? rosterHeads[Int(count)] : nil
    }

    private static func read(
        _ content: ArraySlice<UInt8>, epoch: UInt64
    ) throws(HistoryRefusal) -> ManifestStatement {
        do { return try ManifestStatement(reading: content) } catch {
            throw .malformed(epoch: epoch)
        }
    }

    private mutating func take(
        _ next: ManifestStatement, _ statement: SignedStatement
    ) throws(HistoryRefusal) {
        let epoch = next.manifest.epoch
        guard next.manifest.vaultID == roster.vaultID else { throw .notNext(epoch: epoch) }
        let isKnown = newest != nil
        let before = roster
        var after = self
        try after.appendEntries(to: next.rosterCount, epoch: epoch)
        guard after.roster.head == next.rosterHead else { throw .otherRoster(epoch: epoch) }
        guard !after.roster.owesRekey, next.manifest.keyEpoch == after.roster.keyEpoch,
            next.manifest.keyID == after.roster.keyID
        else { throw .otherKey(epoch: epoch) }
        try after.requireAuthor(
            of: next, statement, before: isKnown ? before : nil,
            isTeamChange: isKnown
                && (after.roster.count > before.count || newest?.slotDigest != next.slotDigest))
        (after.newest, after.head) = (next, statement.head)
        self = after
    }

    private mutating func appendEntries(
        to count: UInt64, epoch: UInt64
    ) throws(HistoryRefusal) {
        guard count >= roster.count, count - roster.count <= UInt64(waiting.count) else {
            throw .otherRoster(epoch: epoch)
        }
        let added = Int(count - roster.count)
        for entry in waiting.prefix(added) {
            let number = roster.count
            do throws(RosterRefusal) { try roster.append(entry) } catch {
                throw .roster(number: number, error)
            }
            rosterHeads.append(roster.head)
        }
        waiting.removeFirst(added)
    }

    /// The author has signed, and may write by the roster that the manifest names; as an admin, and by the roster before too, where
    /// it changes the team.
    private func requireAuthor(
        of next: ManifestStatement, _ statement: SignedStatement, before: Roster?,
        isTeamChange: Bool
    ) throws(HistoryRefusal) {
        let epoch = next.manifest.epoch
        let needed = isTeamChange ? MemberRole.admin : .writer
        guard let author = roster.member(next.author), author.role >= needed else {
            throw .notAllowed(epoch: epoch)
        }
        if let before {
            guard let earlier = before.member(next.author), earlier.role >= needed else {
                throw .notAllowed(epoch: epoch)
            }
        }
        guard statement.isSigned(by: author.keys.signing) else { throw .notSigned(epoch: epoch) }
    }
}

/// All of a team's vault at one epoch, as it is sealed and signed: what a server has to have of it.
struct TeamContent {
    /// Its manifests from the oldest that is known on, without a gap, all signatures verified.
    let history: TeamHistory
    let manifests: [SignedStatement]
    let entries: [SignedStatement]
    let slots: [MemberSlot]
    let rows: SharedRows
    /// Members' own events, by member and number.
    let events: [MemberRow]

    /// An event as `audit` has it.
    struct MemberRow {
        let member: RecordID
        let event: SignedEvent
    }

    /// The newest epoch.
    var epoch: UInt64 { history.point?.epoch ?? 0 }

    var firstEpoch: UInt64 { epoch - UInt64(max(0, manifests.count - 1)) }

    /// The manifests after an epoch, each with its own.
    func manifests(after epoch: UInt64) -> [(epoch: UInt64, statement: SignedStatement)] {
        manifests.enumerated().map { (firstEpoch + UInt64($0.offset), $0.element) }
            .filter { $0.0 > epoch }
    }
}

extension TeamHistory {
    /// The whole of a history, walked from its oldest manifest to its newest.
    ///
    /// - Parameter founding: the head of the roster's first entry.
    init(
        of vaultID: RecordID, walking manifests: [SignedStatement], entries: [SignedStatement],
        slots: [MemberSlot], founding: [UInt8]
    ) throws(VaultError) {
        self.init(of: vaultID)
        take(entries: entries)
        do throws(HistoryRefusal) {
            for (index, statement) in manifests.enumerated() {
                if index == 0 { try take(first: statement) } else { try take(statement) }
            }
            try finish(slots: slots)
        } catch { throw .team(.history(error)) }
        guard roster.founding == founding else { throw .team(.otherVault) }
    }
}

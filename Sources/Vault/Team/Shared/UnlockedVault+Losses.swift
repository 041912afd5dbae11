package import FoundationEssentials

extension UnlockedVault {
    /// Accepts, as an admin, that events are gone for good: one signed entry of the roster for each, and one write.
    ///
    /// Whoever reads the log finds them gone all the same, and takes that for known. Any other loss stays a finding.
    package mutating func accept(_ losses: [EventLoss], at date: Date) throws(VaultError) {
        let open = losses.filter { !$0.isAccepted }
        let event = AuditEvent(
            at: date, action: .dismissed, detail: "\(open.count) of the log's gaps")
        try changeTeam(at: date, event) { store throws(VaultError) in
            for loss in open where !store.isAccepted(loss) {
                try store.stage(.accept(losing: loss.head), at: date)
            }
        }
    }
}

extension TeamStore {
    fileprivate func isAccepted(_ loss: EventLoss) -> Bool {
        (change?.roster ?? history.roster).acceptedLosses.contains(loss.head)
    }
}

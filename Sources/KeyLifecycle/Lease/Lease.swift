package import FoundationEssentials
package import LocalMachine
package import Vault

/// A key that lives as long as the process that it was made for; a command has it meanwhile.
package struct Lease: Sendable {
    /// Its intent, open until the key is deleted.
    package let intent: Intent
    package let issued: IssuedKey
}

extension Intent {
    /// Whether the process that a lease was made for still runs.
    ///
    /// - Parameter host: this machine and vault file; `nil` if that can't be told.
    package func ownerLife(
        of lease: Intent.Lease, on host: String?, _ processes: Processes = .system
    ) -> Processes.Life {
        guard let host else { return .unreadable }
        return host == self.host ? processes.life(lease.owner) : .outOfSight
    }

    /// Whether nobody needs to do anything about it: a rotation's windows are open, a lease's command runs, or a Tag is
    /// only watched.
    ///
    /// A lease whose owner counts elsewhere is left alone until OUTSCALE has ended its key. One whose owner should be
    /// seen, and is not, is open: nobody knows whether its key is still wanted.
    package func isResting(
        at date: Date, host: String?, _ processes: Processes = .system
    ) -> Bool {
        switch work {
        case .issue(let issue): issue.phase == .watched
        case .update, .delete: false
        case .rotate(let rotation): rotation.restsUntil.map { $0 > date } ?? false
        case .lease(let lease):
            switch ownerLife(of: lease, on: host, processes) {
            case .running: true
            case .ended, .unreadable: false
            case .outOfSight: lease.expiresAt.map { $0 > date } ?? false
            }
        }
    }

    /// Whether the owner of this lease may still run, although nothing of it can be seen.
    func isUnseen(
        _ lease: Intent.Lease, at date: Date, host: String, _ processes: Processes
    ) -> Bool {
        ownerLife(of: lease, on: host, processes) == .unreadable
            && lease.expiresAt.map { $0 > date } ?? true
    }
}

extension VaultContents {
    /// All leases that are not settled, oldest first.
    package var leases: [Intent] { intents.filter { $0.lease != nil } }

    /// The lease that a key is made for.
    package func lease(of key: RecordID) -> Intent? {
        intents.first { $0.lease != nil && $0.key.record == key }
    }
}

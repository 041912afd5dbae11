package import FoundationEssentials
package import Vault

/// A key that lives as long as the process that it was made for, and a command may have meanwhile.
package struct Lease: Sendable {
    /// Its intent, open until the key is deleted.
    package let intent: Intent
    package let issued: IssuedKey
}

extension Intent {
    /// Whether the process that a lease was made for still runs.
    package func ownerLife(
        hostID: String = HostIdentity.current, _ processes: Processes = .system
    ) -> Processes.Life {
        guard let owner else { return .ended }
        return hostID == self.hostID ? processes.life(owner) : .outOfSight
    }

    /// Whether nobody has anything to do about it: a rotation's grace is not over, or a lease's command runs.
    ///
    /// A lease whose owner counts elsewhere is left alone until OUTSCALE has ended its key. One whose owner should be
    /// seen, and is not, is open: nobody knows whether its key is still wanted.
    package func isResting(
        at date: Date, hostID: String = HostIdentity.current, _ processes: Processes = .system
    ) -> Bool {
        guard kind == .lease else { return isInGrace(at: date) }
        return switch ownerLife(hostID: hostID, processes) {
        case .running: true
        case .ended, .unreadable: false
        case .outOfSight: expiresAt.map { $0 > date } ?? false
        }
    }

    /// Whether the owner of this lease may still run, although nothing of it can be seen.
    func isUnseen(at date: Date, hostID: String, _ processes: Processes) -> Bool {
        ownerLife(hostID: hostID, processes) == .unreadable && expiresAt.map { $0 > date } ?? true
    }

    /// A new intent to lease the key of `issue` to a process.
    init(leasing issue: Intent, to owner: ProcessIdentity, _ world: World) {
        let id = RecordID.random()
        self.init(
            id: id, kind: .lease, phase: .leased, profile: issue.profile, keyName: issue.keyName,
            keyID: issue.keyID, user: issue.user, tag: Self.tag(for: id), userTag: nil,
            expiresAt: issue.expiresAt, endpoint: issue.endpoint, hostID: world.hostID,
            startedAt: world.now(), knownKeys: [], accessKeyID: nil, owner: owner)
    }
}

extension VaultContents {
    /// All leases that are not settled, oldest first.
    package var leases: [Intent] { intents.filter { $0.kind == .lease } }

    /// The lease that a key is made for.
    package func lease(of key: RecordID) -> Intent? {
        intents.first { $0.kind == .lease && $0.keyID == key }
    }
}

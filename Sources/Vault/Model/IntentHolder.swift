/// Who of a team answers for an intent: the intent is the lock, and this is who has it.
package struct IntentHolder: Hashable, Sendable {
    package let member: RecordID
    /// What has begun it, or taken it over; `nil` if the kernel did not tell.
    package let process: ProcessIdentity?

    package init(member: RecordID, process: ProcessIdentity?) {
        self.member = member
        self.process = process
    }
}

extension Intent {
    /// The same, held by somebody else, or by the same member on another machine.
    package func held(by holder: IntentHolder?, on host: String) -> Intent {
        var taken = self
        (taken.holder, taken.host) = (holder, host)
        return taken
    }

    /// Whether both are in the same hands.
    func hasHolder(of other: Intent) -> Bool { host == other.host && holder == other.holder }

    /// Whether the machine that has it may have a secret that the vault has not.
    package var mayHaveLanded: Bool {
        switch issue?.phase {
        case .sending, .elsewhere: true
        case .unknown, .stored, .watched, nil: false
        }
    }
}

package import FoundationEssentials

/// Something that happened to the vault or to a key; never a secret, never a command's arguments.
package struct AuditEvent: Hashable, Sendable {
    /// The raw values stand in the file; they never change their meaning.
    package enum Action: UInt16, Hashable, Sendable, CaseIterable {
        case created = 1
        case profileChanged = 2
        case intentOpened = 3
        case intentSettled = 4
        case stored = 5
        case verified = 6
        case revealed = 7
        case exported = 8
        case executed = 9
        case forgotten = 10
        case disabled = 11
        case enabled = 12
        case expiryChanged = 13
        case tagChanged = 14
        case deleted = 15
        /// A key whose secret was lost was deleted at OUTSCALE.
        case compensated = 16
        /// A key that was on its way into the vault when a command ended is there now.
        case recovered = 17
        case promoted = 18
        case retired = 19
        case rotationUndone = 20
        /// What the vault knows of a key was aligned with OUTSCALE.
        case aligned = 21
        case leaseBegun = 22
        case leaseEnded = 23
        /// A profile's signing key has signed a command's calls, which change nothing.
        case signed = 24
        /// A person has said that a key is not the one that a lost creation made.
        case dismissed = 25
        /// A secret went into the clipboard.
        case copied = 26
        /// A secret went into a new file.
        case saved = 27
        case passwordChanged = 40
        case slotAdded = 41
        case slotRemoved = 42
        /// The vault has a new key; everything was sealed anew.
        case rekeyed = 43
        /// Before the copy is made, so that the copy has it too.
        case backupBegun = 44
        /// An older or forked file was put in the vault's place by a person; in the log of that file.
        case restored = 45
        /// A key was taken over from another copy of the vault.
        case merged = 46
        /// What was whole in a damaged vault was taken into this new one.
        case salvaged = 47
        // Of a team; the detail is the member's name.
        case memberInvited = 50
        case invitationCancelled = 51
        case memberAdmitted = 52
        case roleChanged = 53
        case memberRemoved = 54
        /// A private vault was made of the team's; the detail is its file's name.
        case copiedPrivately = 55
    }

    package let at: Date
    package let action: Action
    package let key: String?
    package let accessKeyID: String?
    /// The program that got the key, the command whose calls it signed, or the Tag of an intent; its first 256 characters.
    package let detail: String?

    package init(
        at: Date, action: Action, key: String? = nil, accessKeyID: String? = nil,
        detail: String? = nil
    ) {
        self.at = at
        self.action = action
        self.key = key
        self.accessKeyID = accessKeyID
        self.detail = detail.map { String($0.unicodeScalars.prefix(256)) }
    }
}

/// An event and its place in the trail, counted from 1.
package struct AuditEntry: Hashable, Sendable {
    package let sequence: UInt64
    package let event: AuditEvent

    package init(sequence: UInt64, event: AuditEvent) {
        self.sequence = sequence
        self.event = event
    }
}

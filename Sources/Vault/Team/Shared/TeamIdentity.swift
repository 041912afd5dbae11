import SecretMemory

/// Who uses a team's vault on this machine: a member's id and keys, opened.
final class TeamIdentity: Sendable {
    let member: RecordID
    let vaultID: RecordID
    /// The head of the roster's first entry.
    let founding: [UInt8]
    let keys: MemberKeys

    init(
        member: RecordID, vaultID: RecordID, founding: [UInt8], keys: consuming MemberKeys
    ) {
        (self.member, self.vaultID, self.founding) = (member, vaultID, founding)
        self.keys = keys
    }

    convenience init(_ opened: consuming MemberFile.Opened) {
        self.init(
            member: opened.member, vaultID: opened.vaultID, founding: opened.founding,
            keys: opened.keys)
    }
}

import SecretMemory

/// A member whose private halves are in this process's locked memory.
package final class InMemoryIdentity: TeamIdentity {
    package let member: RecordID
    package let vaultID: RecordID
    package let founding: [UInt8]
    let keys: MemberKeys

    init(
        member: RecordID, vaultID: RecordID, founding: [UInt8], keys: consuming MemberKeys
    ) {
        (self.member, self.vaultID, self.founding) = (member, vaultID, founding)
        self.keys = keys
    }

    package convenience init(_ opened: consuming MemberFile.Opened) {
        self.init(
            member: opened.member, vaultID: opened.vaultID, founding: opened.founding,
            keys: opened.keys)
    }

    package var publicKeys: MemberPublicKeys { keys.publicKeys }

    /// Of whatever it is asked for: whoever serves others looks at it first (``SignableStatement``).
    package func signature(of step: StatementStep) -> [UInt8] {
        keys.signing.signature(of: step.body)
    }

    package func vaultKey(
        in slot: MemberSlot, keyID: [UInt8]
    ) throws(VaultError) -> any VaultKey { try open(slot, keyID: keyID) }

    /// The same, for whoever keeps it.
    package func open(
        _ slot: MemberSlot, keyID: [UInt8]
    ) throws(VaultError) -> InMemoryVaultKey {
        try slot.open(with: keys.receiving, of: vaultID, keyID: keyID)
    }
}

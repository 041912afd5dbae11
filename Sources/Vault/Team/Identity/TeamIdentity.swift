/// Who uses a team's vault on this machine: a member, and what only the member's private halves can do.
///
/// They may be in another process. Then it is asked, and it signs what a member writes day by day. Entries of the roster are no
/// part of this: they take the halves themselves (``InMemoryIdentity``), and so the member's password.
package protocol TeamIdentity: AnyObject, Sendable {
    var member: RecordID { get }
    var vaultID: RecordID { get }
    /// The head of the roster's first entry.
    var founding: [UInt8] { get }
    var publicKeys: MemberPublicKeys { get }

    /// The signature of a manifest's statement, or of one of the member's own events.
    ///
    /// - Throws: ``VaultError/outdated`` and ``VaultError/keyUnavailable(_:)`` from a holder that signs the next step alone.
    func signature(of step: StatementStep) throws(VaultError) -> [UInt8]

    /// The vault's key, from the member's own slot.
    ///
    /// - Parameters:
    ///   - slot: of the roster's key epoch.
    ///   - keyID: the roster's; the slot itself does not say who has sealed it.
    /// - Throws: ``VaultError/damaged(_:)`` for a slot of another member, vault or key.
    func vaultKey(in slot: MemberSlot, keyID: [UInt8]) throws(VaultError) -> any VaultKey
}

/// A statement to be signed, and the one of its chain that it follows.
package struct StatementStep: Hashable, Sendable {
    /// `nil` before a chain's first statement, and where nobody has it at hand.
    package let previous: SignedStatement?
    package let body: [UInt8]

    package init(after previous: SignedStatement?, body: [UInt8]) {
        (self.previous, self.body) = (previous, body)
    }

    /// - Parameter head: of the statement before; of `previous` if it is left out.
    init(
        _ kind: StatementKind, of vaultID: RecordID, after previous: SignedStatement?,
        at head: [UInt8]? = nil, _ content: [UInt8]
    ) {
        let head = head ?? previous?.head ?? SignedStatement.origin
        self.init(
            after: previous,
            body: SignedStatement.body(kind, of: vaultID, after: head, content))
    }
}

extension TeamIdentity {
    /// The vault's key, from the own slot among all of them.
    ///
    /// - Throws: ``TeamError/removed`` where there is none.
    func vaultKey(
        among slots: [MemberSlot], by roster: Roster
    ) throws(VaultError) -> any VaultKey {
        guard let slot = slots.first(where: { $0.member == member }) else { throw .team(.removed) }
        guard slot.keyEpoch == roster.keyEpoch else { throw .team(.history(.slots)) }
        return try vaultKey(in: slot, keyID: roster.keyID)
    }

    func signed(_ step: StatementStep) throws(VaultError) -> SignedStatement {
        SignedStatement(body: step.body, signature: try signature(of: step))
    }
}

/// What somebody who has a code asks: these are my keys, let me in.
///
/// Content: invitation 16 ‖ member id 16 ‖ keys 64 (``MemberPublicKeys``). It is signed twice over the same statement: by the
/// code's pair, and by the new member's own. It stands after no other statement; the head before it is the origin's.
package struct JoinRequest: Hashable, Sendable {
    static let contentCount = 96

    package let invitation: RecordID
    package let member: RecordID
    let keys: MemberPublicKeys
    /// Signed by the code's pair.
    private let statement: SignedStatement
    private let ownSignature: [UInt8]

    package init(
        for invitation: RecordID, as member: RecordID, of vaultID: RecordID,
        with code: borrowing InviteCode, by own: borrowing MemberKeys
    ) {
        self.invitation = invitation
        self.member = member
        keys = own.publicKeys
        let content = invitation.bytes + member.bytes + keys.bytes
        statement = SignedStatement(
            .join, of: vaultID, after: SignedStatement.origin, content, by: code.signingKey)
        ownSignature = own.signing.signature(of: statement.body)
    }

    /// Reads a request to join that vault, with the new member's own signature verified.
    ///
    /// - Throws: ``RosterRefusal/malformed``, ``RosterRefusal/notSigned``.
    package init(reading bytes: [UInt8], of vaultID: RecordID) throws(RosterRefusal) {
        let signatures = 2 * SigningKey.signatureCount
        guard bytes.count > signatures else { throw .malformed }
        let body = Array(bytes.dropLast(signatures))
        let tail = bytes.suffix(signatures)
        statement = SignedStatement(
            body: body, signature: Array(tail.prefix(SigningKey.signatureCount)))
        ownSignature = Array(tail.dropFirst(SigningKey.signatureCount))
        guard
            let content = statement.unverifiedContent(
                .join, of: vaultID, after: SignedStatement.origin),
            content.count == Self.contentCount, let invitation = RecordID(content.prefix(16)),
            let member = RecordID(content.dropFirst(16).prefix(16)),
            let keys = MemberPublicKeys(content.dropFirst(32))
        else { throw .malformed }
        guard SigningKey.isGenuine(ownSignature, of: body, by: keys.signing) else {
            throw .notSigned
        }
        (self.invitation, self.member, self.keys) = (invitation, member, keys)
    }

    /// Body ‖ the code's signature 64 ‖ the member's own 64.
    package var bytes: [UInt8] { statement.body + statement.signature + ownSignature }

    /// Whether the invitation's code has made it.
    func isInvited(by invitation: Invitation) -> Bool {
        self.invitation == invitation.id && statement.isSigned(by: invitation.key)
    }
}

extension Roster {
    /// The change that lets somebody in whose request an open invitation's code has signed.
    ///
    /// - Throws: ``RosterRefusal/noSuchInvitation``, ``RosterRefusal/notSigned``.
    package func admission(
        of request: JoinRequest
    ) throws(RosterRefusal) -> RosterEntry.Change {
        guard let open = invitations[request.invitation] else { throw .noSuchInvitation }
        guard request.isInvited(by: open.invitation) else { throw .notSigned }
        return .admit(
            invitation: request.invitation, member: request.member, keys: request.keys)
    }

    /// The open invitation that a code was made for, if the roster is the one that it was made in: what came before it has the
    /// same first entry, length and head.
    package static func invitation(
        for code: borrowing InviteCode, in entries: [SignedStatement], of vaultID: RecordID
    ) throws(RosterRefusal) -> (invitation: Invitation, roster: Roster)? {
        var roster = Roster(of: vaultID)
        var found: Invitation?
        let key = code.signingKey.publicKey
        for entry in entries {
            let before = roster
            try roster.append(entry)
            for open in roster.invitations.values
            where open.invitation.key == key && before.invitations[open.invitation.id] == nil {
                guard open.invitation.pin == code.pin(of: before) else { throw .notNext }
                found = open.invitation
            }
        }
        guard let found, roster.invitations[found.id] != nil else { return nil }
        return (found, roster)
    }
}

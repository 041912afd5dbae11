/// What each change needs, by the entries before it. Its author is an admin and has signed it.
extension Roster {
    mutating func found(_ founding: RosterEntry.Founding) throws(RosterRefusal) {
        try admit(
            Member(
                id: founding.founder, name: founding.name, role: .admin, keys: founding.keys))
        if let recovery = founding.recovery {
            guard let name = EntryName("recovery-code") else { throw .malformed }
            try admit(Member(id: recovery.id, name: name, role: .admin, keys: recovery.keys))
            recoveryID = recovery.id
        }
        (keyEpoch, keyID) = (1, founding.keyID)
    }

    mutating func apply(_ entry: RosterEntry) throws(RosterRefusal) {
        if case .rekey(let epoch, let keyID) = entry.change {
            return try rekey(epoch, keyID)
        }
        // Nothing comes between a removal and its rekey.
        guard !owesRekey else { throw .rekeyOwed }
        switch entry.change {
        case .found: throw .misplacedFounding
        case .invite(let invitation): try invite(invitation, entry)
        case .cancel(let id):
            guard invitations.removeValue(forKey: id) != nil else { throw .noSuchInvitation }
        case .admit(let id, let member, let keys): try admit(id, member, keys, entry)
        case .role(let id, let role): try change(id, to: role)
        case .remove(let id): try remove(id, by: entry.author)
        case .accept(let head): acceptedLosses.insert(head)
        case .rekey: return
        }
    }

    private mutating func invite(
        _ invitation: Invitation, _ entry: RosterEntry
    ) throws(RosterRefusal) {
        guard invitation.expires > entry.time else { throw .expired }
        guard isFree(invitation.name), usedIDs.insert(invitation.id).inserted,
            usedKeys.insert(invitation.key).inserted
        else { throw .taken }
        invitations[invitation.id] = OpenInvitation(invitation: invitation, author: entry.author)
    }

    private mutating func admit(
        _ id: RecordID, _ member: RecordID, _ keys: MemberPublicKeys, _ entry: RosterEntry
    ) throws(RosterRefusal) {
        guard let open = invitations.removeValue(forKey: id) else { throw .noSuchInvitation }
        let invitation = open.invitation
        guard entry.time <= invitation.expires else { throw .expired }
        try admit(Member(id: member, name: invitation.name, role: invitation.role, keys: keys))
    }

    private mutating func admit(_ member: Member) throws(RosterRefusal) {
        guard member.keys.areUsable else { throw .malformed }
        guard isFree(member.name), usedIDs.insert(member.id).inserted,
            usedKeys.insert(member.keys.signing).inserted,
            usedKeys.insert(member.keys.receiving).inserted
        else { throw .taken }
        members[member.id] = member
    }

    /// A name is one member's, or offered to one.
    private func isFree(_ name: EntryName) -> Bool {
        !members.values.contains { $0.name == name }
            && !invitations.values.contains { $0.invitation.name == name }
    }

    private mutating func change(
        _ id: RecordID, to role: MemberRole
    ) throws(RosterRefusal) {
        guard let member = members[id] else { throw .noSuchMember }
        guard member.role != role else { throw .noChange }
        try keepAnAdmin(without: member)
        members[id] = member.with(role)
        endInvitations(of: id)
    }

    /// Nobody removes themselves: they could not give the vault its new key afterwards.
    private mutating func remove(_ id: RecordID, by author: RecordID) throws(RosterRefusal) {
        guard let member = members[id] else { throw .noSuchMember }
        guard id != author else { throw .oneself }
        try keepAnAdmin(without: member)
        members[id] = nil
        former[id] = member
        endInvitations(of: id)
        owesRekey = true
    }

    private mutating func rekey(_ epoch: UInt64, _ keyID: [UInt8]) throws(RosterRefusal) {
        let (next, isLast) = keyEpoch.addingReportingOverflow(1)
        guard !isLast, epoch == next else { throw .wrongKeyEpoch }
        guard keyID != self.keyID else { throw .noChange }
        formerKeyIDs[keyEpoch] = self.keyID
        (keyEpoch, self.keyID, owesRekey) = (epoch, keyID, false)
    }

    private func keepAnAdmin(without member: Member) throws(RosterRefusal) {
        guard member.role == .admin else { return }
        let others = members.values.contains { $0.role == .admin && $0.id != member.id }
        guard others else { throw .lastAdmin }
    }

    /// An invitation is worth as much as the office of whoever has written it.
    private mutating func endInvitations(of author: RecordID) {
        guard members[author]?.role != .admin else { return }
        invitations = invitations.filter { $0.value.author != author }
    }
}

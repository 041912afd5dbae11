package import FoundationEssentials
import PostgreSQL

/// What admins do. Each of them is one signed entry of the roster, and one write.
extension UnlockedVault {
    /// Offers a place.
    ///
    /// - Parameter expires: nobody is admitted after it.
    /// - Returns: the code, to be given to whom it is for.
    package mutating func invite(
        _ name: EntryName, as role: MemberRole, until expires: Date, at date: Date
    ) throws(VaultError) -> InviteCode {
        let code = InviteCode.random()
        let event = AuditEvent(at: date, action: .memberInvited, detail: role.detail(name))
        try changeTeam(at: date, event) { store throws(VaultError) in
            try store.cancelExpiredInvitation(of: name, at: date)
            let invitation = code.invitation(
                to: name, as: role, until: expires.manifestTime,
                in: store.change?.roster ?? store.history.roster)
            try store.stage(.invite(invitation), at: date)
        }
        return code
    }

    package mutating func cancelInvitation(
        of name: EntryName, at date: Date
    ) throws(VaultError) {
        let event = AuditEvent(at: date, action: .invitationCancelled, detail: name.description)
        try changeTeam(at: date, event) { store throws(VaultError) in
            let invitation = try store.invitation(of: name)
            try store.stage(.cancel(invitation: invitation.id), at: date)
            store.change?.settled = invitation.id
        }
    }

    /// Whose requests an open invitation's code has signed.
    package func requests() throws(VaultError) -> [EntryName] {
        let store = try teamStore()
        var names: Set<EntryName> = []
        for invitation in store.history.roster.invitations.values.map(\.invitation) {
            if try !store.requests(for: invitation).isEmpty { names.insert(invitation.name) }
        }
        return names.sorted()
    }

    /// Lets somebody in who has asked: the entry, and the vault's key sealed for the new member.
    @discardableResult
    package mutating func admit(
        _ name: EntryName, at date: Date
    ) throws(VaultError) -> Member {
        let event = AuditEvent(at: date, action: .memberAdmitted, detail: name.description)
        var admitted: Member?
        try changeTeam(at: date, event) { store throws(VaultError) in
            let invitation = try store.invitation(of: name)
            guard let request = try store.requests(for: invitation).first else {
                throw .team(.noRequest(name))
            }
            let admission: RosterEntry.Change
            do throws(RosterRefusal) {
                admission = try store.history.roster.admission(of: request)
            } catch { throw .team(.roster(error)) }
            try store.stage(admission, at: date)
            guard let member = store.change?.roster.member(request.member) else {
                throw .team(.noSuchMember(name))
            }
            try store.addSlot(for: member)
            store.change?.settled = invitation.id
            admitted = member
        }
        guard let admitted else { throw .team(.noRequest(name)) }
        return admitted
    }

    /// Gives a member another role. Nobody changes their own.
    ///
    /// - Throws: ``TeamError/creating(_:by:)`` where a writer would become a reader, and their machine may have a secret that the
    ///   vault has not: a reader could not store it.
    package mutating func changeRole(
        of name: EntryName, to role: MemberRole, at date: Date
    ) throws(VaultError) {
        let event = AuditEvent(at: date, action: .roleChanged, detail: role.detail(name))
        let member = try teamStore().member(named: name).id
        try changeTeam(
            at: date, event,
            checking: { contents throws(VaultError) in
                guard role < .writer else { return }
                let open = contents.intents.first {
                    $0.mayHaveLanded && $0.holder?.member == member
                }
                if let open { throw .team(.creating(open.key.name, by: name)) }
            }
        ) { store throws(VaultError) in
            let member = try store.member(named: name)
            guard member.id != store.identity.member else { throw .team(.ownRole) }
            try store.stage(.role(member: member.id, role), at: date)
        }
    }
}

extension MemberRole {
    /// `bob: writer`, for the log.
    fileprivate func detail(_ name: EntryName) -> String { "\(name): \(self)" }
}

extension TeamStore {
    func member(named name: EntryName) throws(VaultError) -> Member {
        guard let member = history.roster.all.first(where: { $0.name == name }) else {
            throw .team(.noSuchMember(name))
        }
        return member
    }

    func invitation(of name: EntryName) throws(VaultError) -> Invitation {
        let open = history.roster.invitations.values.map(\.invitation)
        guard let invitation = open.first(where: { $0.name == name }) else {
            let isMember = history.roster.all.contains { $0.name == name }
            throw .team(isMember ? .alreadyMember(name) : .noInvitation(name))
        }
        return invitation
    }

    /// One that nobody can use any more keeps its name from nobody.
    fileprivate func cancelExpiredInvitation(
        of name: EntryName, at date: Date
    ) throws(VaultError) {
        let open = history.roster.invitations.values.map(\.invitation)
        guard
            let expired = open.first(where: { $0.name == name && $0.expires < date.manifestTime })
        else { return }
        try stage(.cancel(invitation: expired.id), at: date)
        change?.settled = expired.id
    }

    /// Adds an entry to the change.
    func stage(_ entry: RosterEntry.Change, at date: Date) throws(VaultError) {
        let own = try requireOwnKeys()
        do throws(RosterRefusal) { try append(entry, by: own, at: date) } catch {
            throw .team(.roster(error))
        }
    }

    fileprivate func append(
        _ entry: RosterEntry.Change, by own: InMemoryIdentity, at date: Date
    ) throws(RosterRefusal) {
        guard var change else { return }
        let statement = try change.roster.entry(
            entry, by: own.member, at: date.manifestTime, signedBy: own.keys.signing)
        try change.roster.append(statement)
        change.entries.append(statement)
        self.change = change
    }

    fileprivate func addSlot(for member: Member) throws(VaultError) {
        var slots = try replica.slots()
        guard let own = slots.first(where: { $0.member == identity.member }) else {
            throw .team(.removed)
        }
        slots.append(
            try own.resealed(
                with: try requireOwnKeys().keys.receiving, in: history.roster, for: member))
        change?.slots = slots
    }

    /// Those that the invitation's code has signed; whatever else somebody has put there is passed over.
    func requests(for invitation: Invitation) throws(VaultError) -> [JoinRequest] {
        let answer = try ask(
            DatabaseStatement(
                "SELECT body FROM osc_vault.request WHERE invite = $1 ORDER BY member",
                [.bytes(invitation.id.bytes)]))
        return (0..<answer.count).compactMap { row in
            answer.bytes(row, 0).flatMap {
                try? JoinRequest(reading: $0, of: identity.vaultID)
            }
        }.filter { $0.isInvited(by: invitation) }
    }
}

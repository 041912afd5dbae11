extension TeamStore {
    /// Why whoever has asked to join was not let in, as far as this machine knows by which invitation that was.
    func reasonToWait() -> TeamError {
        // What can't be read tells nothing, and is no reason of its own.
        guard let asked = try? FormerRequest.read(at: access.place, of: identity.vaultID),
            asked.member == identity.member
        else { return .notAdmitted }
        if let open = history.roster.invitations[asked.invitation] {
            return open.invitation.expires < access.place.now ? .invitationExpired : .notAdmitted
        }
        return history.roster.usedIDs.contains(asked.invitation) ? .invitationEnded : .notAdmitted
    }
}

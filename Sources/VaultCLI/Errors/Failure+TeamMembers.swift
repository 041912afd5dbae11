import Vault

/// Joining a team, and changing who is in it.
extension Failure {
    /// Who is in the team, who is invited, and who asks to be let in.
    static func joining(_ error: TeamError) -> (ExitStatus, String) {
        switch error {
        case .otherTeam:
            (
                .notPermitted,
                "this is not the team that the code is of: the database shows another vault, or another beginning of it. Nothing "
                    + "was sent. Ask whoever has invited you for the address."
            )
        case .otherName(let name):
            (.usage, "the code invites '\(name)'. Nothing was sent; join with --name \(name).")
        case .alreadyAsked:
            (
                .exists,
                "this machine has asked with that code already. Nothing was sent; wait for an admin's 'vault member admit', or "
                    + "have them cancel the invitation and give you another code."
            )
        case .noSuchMember(let name):
            (
                .notFound,
                "nobody in the team is called '\(name)'. 'vault member list' shows who there is."
            )
        case .noInvitation(let name):
            (
                .notFound,
                "nobody is invited as '\(name)'. Nothing was changed; 'vault member list' shows who is."
            )
        case .alreadyMember(let name):
            (
                .exists,
                "'\(name)' is a member already, so no invitation of that name is open. Nothing was changed; 'vault member "
                    + "remove \(name)' takes a member out."
            )
        case .creating(let key, let member):
            (
                .pending,
                "\(member) is creating '\(key)', and a reader could not store its secret. Nothing was changed; try again when the key is "
                    + "there. If \(member) can't end it, 'vault recover --adopt' gives it up first."
            )
        case .ownRole:
            (
                .usage,
                "nobody changes their own role. Nothing was changed; another admin can ('vault member role')."
            )
        case .noRequest(let name):
            (
                .notFound,
                "'\(name)' has not joined yet. They do it with the code and 'vault team join'."
            )
        default:
            (
                .notPermitted,
                "the code opens no place in this team: it was used, cancelled, has expired, or was never given. Ask for another "
                    + "one ('vault member invite')."
            )
        }
    }

    /// Entries that the roster's rules do not allow.
    static func explain(_ refusal: RosterRefusal) -> (ExitStatus, String) {
        switch refusal {
        case .notAnAdmin: (.notPermitted, "this takes an admin of the team. Nothing was changed.")
        case .noSuchMember:
            (.notFound, "there is no such member any more. Nothing was changed.")
        case .noSuchInvitation:
            (.notFound, "there is no such invitation any more. Nothing was changed.")
        case .expired:
            (
                .notPermitted,
                "the invitation has expired. Nothing was changed; invite them anew ('vault member invite'), which replaces it."
            )
        case .taken:
            (
                .exists,
                "that name is a member's or an invitation's already. Nothing was changed; choose another, or cancel the "
                    + "invitation ('vault member cancel')."
            )
        case .lastAdmin:
            (
                .usage,
                "that is the team's last admin, and nobody could admit or remove members then. Nothing was changed; make "
                    + "another one first ('vault member role')."
            )
        case .oneself:
            (.usage, "nobody removes themselves. Nothing was changed; another admin can.")
        case .noChange: (.usage, "that is so already. Nothing was changed.")
        case .rekeyOwed:
            (
                .pending,
                "a member was removed, and the vault has no new key yet. Nothing was changed; try again."
            )
        case .notNext, .malformed, .notSigned, .misplacedFounding, .wrongKeyEpoch:
            (
                .integrity,
                "the roster has an entry that its rules do not allow. Nothing was used of it. Compare with other members "
                    + "('vault team head'), and tell the database's owner."
            )
        }
    }
}

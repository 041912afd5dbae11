import Vault

extension Failure {
    /// Why the server was not asked, as the beginning of a sentence.
    static func away(_ error: TeamError) -> String {
        guard case .unreachable(let reason) = error else {
            return "the team's database was not asked"
        }
        return "the team's database can't be reached: \(reason)"
    }

    /// A step that only a vault's file can take.
    static func noFile(_ address: TeamAddress) -> Failure {
        Failure(
            .usage, "team",
            "\(address.text) is a team's vault, and this works on a vault's file. Nothing was done."
        )
    }

    /// What a team's vault did not do, and why.
    static func explain(_ error: TeamError) -> (ExitStatus, String) {
        switch error {
        case .unreachable(let reason):
            (.unreachable, "\(away(.unreachable(reason))). Try again later.")
        case .offline:
            (
                .usage,
                "this takes the team's server, which --offline leaves alone; or this machine has no copy of the vault. Nothing "
                    + "was done."
            )
        case .staleReplica(let seconds, let most):
            (
                .unreachable,
                "the team's database can't be reached, and this machine's copy is \(CopyAge.phrase(seconds: seconds)) old, more than "
                    + "the \(CopyAge.phrase(seconds: most)) of --max-age. Try again later, or give a longer --max-age."
            )
        case .setting(let reason): (.setting, "\(reason). Nothing was sent.")
        case .login(let reason):
            (
                .notPermitted,
                "the database does not let you in: \(reason). Nothing was changed. Check the user in the address, its "
                    + "certificate or the password in PGPASSFILE."
            )
        case .denied(let what):
            (
                .notPermitted,
                "the database does not allow it: \(what). Nothing was changed. 'vault team grants' prints what its owner has to "
                    + "allow."
            )
        case .database(let reason):
            (.unreachable, "the team's database failed: \(reason). Try again later.")
        case .weakDurability(let setting):
            (
                .setting,
                "the server does not keep what it acknowledges: \(setting). A power cut could take a secret with it. Nothing "
                    + "was changed; have that set right."
            )
        case .noDatabase, .schema, .crowded, .vaultGone, .databaseGone, .damagedFile, .findings:
            server(error)
        case .noVault:
            (
                .notFound,
                "the database holds no team's vault. 'vault team create' makes one; or check the address."
            )
        case .vaultExists:
            (
                .exists,
                "the database holds a vault already. It was not touched; name another database. If what it holds is lost, its owner "
                    + "drops that first: DROP SCHEMA osc_vault CASCADE."
            )
        case .notAMember, .notAdmitted, .invitationEnded, .invitationExpired, .removed, .notAllowed,
            .rekeyed, .sealedBefore, .passwordNeeded:
            refusal(error)
        case .behind(let found, let newest):
            (
                .integrity,
                "the database is behind: it shows epoch \(found.epoch) (\(found.fingerprint)), and this machine has \(newest): an old "
                    + "backup was put back, or a standby that had less took over. Nothing was changed. 'vault recover' puts back what "
                    + "is missing, from this machine's copy; before that, have everybody stop who has not seen it. Until then, 'list', "
                    + "'exec' and 'show' give what the copy has with --offline."
            )
        case .split(let fork): explain(fork)
        case .otherVault, .rolledBack, .forked, .history, .rows: alarm(error)
        case .roster(let refusal): explain(refusal)
        case .overtaken:
            (
                .storage,
                "others have written to the vault again and again. Nothing was changed; try again."
            )
        case .unclear:
            (
                .pending,
                "the server went away while it wrote, and whether it has is not known. Look again when it is back; "
                    + "'vault recover' settles what is open at OUTSCALE."
            )
        case .untrusted(let reason):
            (
                .unreachable,
                "the team's database could not prove that it is the right one: \(reason). Nothing was sent. Check "
                    + "sslrootcert in the address."
            )
        case .pendingWork:
            (
                .pending,
                "a change is open in the private vault, and a team's vault begins without any. Nothing was made; settle it "
                    + "first with 'vault recover'."
            )
        case .noSuchInvitation, .otherTeam, .otherName, .noSuchMember, .noInvitation,
            .alreadyMember, .ownRole, .noRequest, .alreadyAsked, .creating:
            joining(error)
        }
    }

    /// Who may not do it.
    private static func refusal(_ error: TeamError) -> (ExitStatus, String) {
        let reason =
            switch error {
            case .notAMember:
                "this machine has no member's file for the vault. Join with 'vault team join', or name the file with "
                    + "--member-file."
            case .notAdmitted:
                "you have joined, and no admin has let you in yet. Ask one for 'vault member admit'."
            case .passwordNeeded:
                "the agent does not change who is in the team: that takes your own password. Nothing was changed."
            case .sealedBefore:
                "its sealed secret is on this machine, under a key that the vault had before, which no agent opens. Run 'vault "
                    + "lock', then 'vault recover', which takes your password and stores it."
            case .invitationEnded:
                "you have asked to join, and the invitation ended before an admin let you in: it was cancelled, somebody else "
                    + "has used it, or its author is no admin any more. Ask for another code, and join again."
            case .invitationExpired:
                "you have asked to join, and the invitation expired before an admin let you in. Ask for another code, and "
                    + "join again."
            case .removed:
                "you are no member of this team any more. If that is a mistake, an admin invites you anew ('vault member "
                    + "invite')."
            case .notAllowed(let needed, let own):
                "you are \(TeamRole(own).phrase) of this team, and this takes \(TeamRole(needed).phrase). Nothing was changed."
            default:
                "another member has given the vault a new key meanwhile. Nothing was changed; try again."
            }
        return (.notPermitted, reason)
    }
}

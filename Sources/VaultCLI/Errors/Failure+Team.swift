import Vault

extension Failure {
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
            (.unreachable, "the team's database can't be reached: \(reason). Try again later.")
        case .staleReplica(let seconds, let most):
            (
                .unreachable,
                "the team's database can't be reached, and this machine's copy is \(Span.phrase(seconds: Int64(clamping: seconds))) "
                    + "old, more than the \(Span.phrase(seconds: Int64(clamping: most))) of --max-age. Try again later."
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
        case .noDatabase, .schema, .crowded, .vaultGone, .damagedFile, .findings: server(error)
        case .noVault:
            (
                .notFound,
                "the database holds no team's vault. 'vault team create' makes one; or check the address."
            )
        case .vaultExists:
            (
                .exists,
                "the database holds a vault already. It was not touched; name another database."
            )
        case .notAMember, .notAdmitted, .removed, .notAllowed, .rekeyed: refusal(error)
        case .behind(let found, let newest):
            (
                .integrity,
                "the database is behind: it shows epoch \(found.epoch) (\(found.fingerprint)), and this machine has \(newest): an old "
                    + "backup was put back, or a standby that had less took over. Nothing was changed. 'vault recover' puts back what "
                    + "is missing, from this machine's copy; before that, have everybody stop who has not seen it."
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
        case .noSuchInvitation, .otherTeam, .otherName, .noSuchMember, .noRequest, .alreadyAsked:
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
            case .removed: "you are no member of this team any more."
            case .notAllowed(let needed, let own):
                "you are \(TeamRole(own).phrase) of this team, and this takes \(TeamRole(needed).phrase). Nothing was changed."
            default:
                "another member has given the vault a new key meanwhile. Nothing was changed; try again."
            }
        return (.notPermitted, reason)
    }

    /// What a server that is honest does not show.
    private static func alarm(_ error: TeamError) -> (ExitStatus, String) {
        let finding =
            switch error {
            case .otherVault:
                "the database shows another vault than this machine has seen there."
            case .rolledBack(let found, let expected):
                "the database shows epoch \(found), and this machine has seen \(expected): it was set back, or a standby that had "
                    + "less took over."
            case .forked(let seen):
                "the database shows another history than this machine has seen: \(seen) is not in it."
            case .rows(let what): "the database's rows are not those of its newest epoch: \(what)."
            case .history(let refusal): refusal.sentence
            default: "the database shows what no member has written."
            }
        return (
            .integrity,
            "\(finding) Nothing was used of it. Compare with other members ('vault team head'), and tell the database's owner."
        )
    }

    /// Two histories that members have signed.
    private static func explain(_ fork: TeamFork) -> (ExitStatus, String) {
        let (seen, shown) = (fork.seen, fork.shown)
        let authors = (
            seen.author.map { ", by \($0)" } ?? "", shown.author.map { ", by \($0)" } ?? ""
        )
        return (
            .integrity,
            "the vault has two histories: this machine has seen \(seen.head)\(authors.0), and the database shows \(shown.head)"
                + "\(authors.1). An old backup was put back, or a standby that had less took over, and others went on without what was "
                + "lost. Nothing was used of it. This machine's copy keeps the former: read it with --offline, and tell the others."
        )
    }

    private static func joining(_ error: TeamError) -> (ExitStatus, String) {
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

    private static func explain(_ refusal: RosterRefusal) -> (ExitStatus, String) {
        switch refusal {
        case .notAnAdmin: (.notPermitted, "this takes an admin of the team. Nothing was changed.")
        case .noSuchMember:
            (.notFound, "there is no such member any more. Nothing was changed.")
        case .noSuchInvitation:
            (.notFound, "there is no such invitation any more. Nothing was changed.")
        case .expired:
            (.notPermitted, "the invitation has expired. Nothing was changed; invite them anew.")
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

extension HistoryRefusal {
    /// What is wrong with the vault's history, for a person.
    fileprivate var sentence: String {
        switch self {
        case .notNext(let epoch): "epoch \(epoch) does not follow what stands before it."
        case .malformed(let epoch): "epoch \(epoch) is nothing that a member writes."
        case .otherRoster(let epoch): "epoch \(epoch) names members that the roster has not."
        case .notAllowed(let epoch): "epoch \(epoch) was written by somebody who might not."
        case .notSigned(let epoch): "epoch \(epoch) is not signed by whom it names."
        case .otherKey(let epoch): "epoch \(epoch) is under another key than the team's."
        case .roster(let number, _): "entry \(number) of the roster breaks its rules."
        case .looseEntries: "the roster has entries that belong to no epoch."
        case .slots: "the vault's key is not sealed for the members, one time each."
        case .event(_, let sequence): "event \(sequence) of a member's log does not follow."
        case .noManifest: "the vault has no epoch."
        }
    }
}

import Vault

/// A server whose history is not the one that members have signed, or that this machine has seen.
extension Failure {
    /// What a server that is honest does not show.
    static func alarm(_ error: TeamError) -> (ExitStatus, String) {
        let finding =
            switch error {
            case .otherVault:
                "the database shows another vault than this machine has seen there, or than the recovery code is of."
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
            .integrity, "\(finding) Nothing was used of it. \(way(out: error)) \(ownCopy)"
        )
    }

    /// What this machine has is out of the server's hands.
    static let ownCopy =
        "What this machine has seen is in its copy: 'list', 'exec' and 'show' give it with --offline, and 'vault team leave --to FILE "
        + "--offline' makes a private vault of it."

    /// Where nothing is left on the server.
    static let bringingBack =
        "'vault restore FILE' brings the newest backup into it; if there is none, 'vault backup FILE --offline' makes one of this "
        + "machine's copy."

    /// Where what is left on the server is not the vault's.
    static let rebuilding =
        "To set it right, 'vault backup FILE' on a machine that still opens the vault, or with --offline here, makes a file of the "
        + "machine's copy, and 'vault restore FILE' brings that back once the owner has dropped what is there (DROP SCHEMA osc_vault "
        + "CASCADE)."

    /// A login that may not write to a server that has lost something.
    static func notPutBack(_ newest: TeamHead) -> Failure {
        Failure(
            .notPermitted, "team",
            "the database does not let your login put it back. Nothing was changed. Have a writer run 'vault recover' whose machine "
                + "has seen \(newest). \(rebuilding)")
    }

    /// What still works where the vault does not open.
    private static func way(out error: TeamError) -> String {
        switch error {
        case .otherVault:
            "Check the address; if it is right, tell the database's owner and the other members."
        case .rolledBack(0, _): rebuilding
        case .rolledBack(_, let seen):
            "'vault recover' on the machine of a member who has seen both, and all between, puts back what is missing up to "
                + "\(seen), if nobody has gone on without it. \(rebuilding)"
        case .forked(let seen):
            "'vault team check \(seen)' on another member's machine tells whose history it is. Tell the database's owner."
        default:
            "Tell the database's owner. \(rebuilding)"
        }
    }

    /// Two histories that members have signed.
    static func explain(_ fork: TeamFork) -> (ExitStatus, String) {
        let (seen, shown) = (fork.seen, fork.shown)
        let authors = (
            seen.author.map { ", by \($0)" } ?? "", shown.author.map { ", by \($0)" } ?? ""
        )
        return (
            .integrity,
            "the vault has two histories: this machine has seen \(seen.head)\(authors.0), and the database shows \(shown.head)"
                + "\(authors.1). An old backup was put back, or a standby that had less took over, and others went on without what was "
                + "lost. Nothing was used of it. \(ownCopy) Do that before anything else, and tell the others."
        )
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

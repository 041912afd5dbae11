import Vault

/// What a user of a team's vault should know although nothing is lost.
enum TeamNote {
    static func text(_ warning: VaultWarning) -> String {
        switch warning {
        case .copyFetchedAnew:
            "this machine's copy of the vault was damaged, or the server had not said all that was new: all of it was fetched anew."
        case .eventsBroken(let member, let number):
            "the events of '\(member)' are broken from number \(number) on. What comes before counts; 'vault verify' names the rows."
        case .eventsPutBack(let first, let last):
            "the server had lost \(Self.events(first, last)), and has them from this machine again."
        case .eventsLost(let first, let last):
            "the server has lost \(Self.events(first, last)), and this machine has them no more. Your next event goes on after them."
        case .eventsSent(let count):
            "the team's log has \(counted(count, "event")) now that you left while its server was away."
        case .eventsUnreadable(let count):
            "\(counted(count, "event")) that you left while the team's server was away can't be read any more, since the vault has "
                + "got another key: the team's log does not have \(count == 1 ? "it" : "them")."
        case .lossAccepted(let finding): "\(finding.sentence). An admin has accepted that."
        case .historyBegins(let epoch):
            "the database has no epochs before \(epoch), and neither has this machine: the vault was brought back from a copy that began "
                + "there. What counts today is all there."
        case .firstUseHere, .markNotWritten: ""
        }
    }

    private static func events(_ first: UInt64, _ last: UInt64) -> String {
        first == last ? "your own event \(first)" : "your own events \(first) to \(last)"
    }
}

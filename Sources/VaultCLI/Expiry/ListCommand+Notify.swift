import FoundationEssentials
import Vault

/// The check of a timer: it says what it has found where a person sees it, and prints no list.
extension ListCommand {
    func checkAndNotify(_ context: CommandContext) throws {
        let due = try dueWindow()
        let found: Expiries
        do { found = try expiries(due, context) } catch {
            DesktopNotification.show(
                "Access keys were not checked",
                "The vault could not be opened. See: vault list --check")
            throw error
        }
        guard found.count > 0 else { return }
        DesktopNotification.show(
            "\(counted(found.count, "access key")) to renew", found.sentence)
        throw Failure.due(found.count)
    }

    private func expiries(_ due: DueWindow, _ context: CommandContext) throws -> Expiries {
        let vault = try opening(context).unlocked()
        let now = context.now()
        let pending = try PendingWork(in: vault, now: now)
        let rows = try rows(vault.contents, pending, due: due, now: now, context)
        var found = Expiries()
        for row in rows where row.isDue { found.add(row.record.expiresAt) }
        return found
    }
}

/// How many keys are to be renewed, and when the first one expires.
struct Expiries {
    private(set) var count = 0
    private(set) var first: Date?

    mutating func add(_ expiry: Date?) {
        count += 1
        first = [first, expiry].compactMap { $0 }.min()
    }

    var sentence: String {
        let when = first.map { " The first expires \(UTCDate.day($0))." } ?? ""
        return
            "\(counted(count, "key")) of the vault \(count == 1 ? "is" : "are") due or expired.\(when) "
            + "See: vault list"
    }
}

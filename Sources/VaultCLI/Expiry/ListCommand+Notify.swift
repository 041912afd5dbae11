import Agent
import FoundationEssentials
import Vault

/// The check of a timer: it says what it has found where a person sees it, and prints no list.
extension ListCommand {
    func checkAndNotify(_ context: CommandContext) throws {
        let due = try dueWindow()
        let found: Expiries
        do { found = try watched(due, context) ?? expiries(due, context) } catch {
            DesktopNotification.show(
                "Access keys were not checked",
                "The vault is locked, or could not be opened. Run: vault unlock --expiry-watch")
            throw error
        }
        guard found.count > 0 else { return }
        DesktopNotification.show("\(counted(found.count, "access key")) to renew", found.sentence)
        throw Failure(.dueKeys, "due", found.sentence)
    }

    private func expiries(_ due: DueWindow, _ context: CommandContext) throws -> Expiries {
        let vault = try opening(context).unlocked()
        let now = context.now()
        let pending = try PendingWork(in: vault, now: now)
        let rows = try rows(vault.contents, pending, due: due, now: now, context)
        var found = Expiries()
        for row in rows where row.isDue { found.add(row.key.expiresAt) }
        return found
    }

    /// What a locked agent has kept of this vault; `nil` where the vault itself is to be asked. An unlocked agent gets the
    /// present state to keep.
    private func watched(_ due: DueWindow, _ context: CommandContext) throws -> Expiries? {
        guard user == nil, global.profile == nil, !global.namesPassword(context.environment) else {
            return nil
        }
        let opening = VaultOpening(options: global, context: context, isObserver: true)
        let vaultID = try opening.vaultID()
        guard let socket = try opening.agentSocket(),
            let client = try? AgentClient(socket, isObserver: true),
            let watch = try? client.watched(), watch.vaultID == vaultID
        else { return nil }
        guard let vault = try opening.heldVault() else {
            return watch.due(due, at: context.now())
        }
        let fresh = try WatchedExpiries.of(vault, now: context.now())
        try client.keep(fresh)
        var found = fresh.due(due, at: context.now())
        found.asOf = nil
        return found
    }
}

/// How many keys are to be renewed, and when the first one expires.
struct Expiries {
    private(set) var count = 0
    private(set) var first: Date?
    /// When the vault was looked at, if that was not now.
    var asOf: Date?

    init(asOf: Date? = nil) { self.asOf = asOf }

    mutating func add(_ expiry: Date?) {
        count += 1
        first = [first, expiry].compactMap { $0 }.min()
    }

    var sentence: String {
        let when = first.map { ", the first on \(UTCDate.day($0))" } ?? ""
        let age = asOf.map { " (as of \(UTCDate.iso($0)))" } ?? ""
        return
            "\(counted(count, "key")) \(count == 1 ? "is" : "are") due or expired\(when)\(age). See: vault list"
    }
}

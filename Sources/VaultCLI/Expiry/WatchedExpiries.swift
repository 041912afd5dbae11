import Agent
import FoundationEssentials
import Vault

/// The expiries that an agent keeps after it has locked.
enum WatchedExpiries {
    /// What is worth watching in a vault: keys that expire, and that somebody has to renew.
    static func of(_ vault: borrowing UnlockedVault, now: Date) throws -> ExpiryWatch {
        let pending = try PendingWork(in: vault, now: now)
        let rows = try KeyRows(vault.contents, pending, now: now)
        return ExpiryWatch(
            of: vault.key.vaultID, at: seconds(now), rows.lazy.compactMap(entry(of:)))
    }

    private static func entry(of row: KeyRow) -> ExpiryWatch.Entry? {
        guard let expiry = row.key.expiresAt, row.isToRenew else { return nil }
        return ExpiryWatch.Entry(
            name: row.key.name.asText, expiresAt: seconds(expiry),
            dueFrom: seconds(row.dueFrom))
    }

    private static func seconds(_ date: Date) -> Int64 {
        Int64(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0
    }
}

extension ExpiryWatch {
    /// How many are due by now.
    func due(_ window: DueWindow, at now: Date) -> Expiries {
        var found = Expiries(asOf: Date(timeIntervalSince1970: Double(takenAt)))
        let now = Int64(now.timeIntervalSince1970.rounded(.down))
        for entry in entries {
            let start =
                switch window {
                case .usual: entry.dueFrom
                case .seconds(let span):
                    entry.expiresAt.subtractingReportingOverflow(span).partialValue
                }
            if start <= now {
                found.add(Date(timeIntervalSince1970: Double(entry.expiresAt)))
            }
        }
        return found
    }
}

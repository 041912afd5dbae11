import FoundationEssentials
import Vault

/// Pending work, expiries, and the age of the last backup.
struct KeyChecks {
    let now: Date

    /// A backup older than this is told.
    private static let oldBackup = 30 * 86_400.0

    func all(in vault: borrowing UnlockedVault) throws -> [Diagnosis] {
        let pending = try PendingWork(in: vault, now: now)
        let rows = try KeyRows(vault.contents, pending, now: now)
        let found = [pendingWork(pending)] + expiries(rows)
        // A team's vault is backed up with its database.
        guard vault.team == nil else { return found }
        return found
            + [backup(try vault.auditTrail(since: now.addingTimeInterval(-365 * 86_400)))]
    }

    private func pendingWork(_ pending: PendingWork) -> Diagnosis {
        guard !pending.open.isEmpty else {
            return .ok("pending", "No change at OUTSCALE is unfinished.")
        }
        return .problem(
            "pending",
            "\(counted(pending.open.count, "change")) at OUTSCALE \(pending.open.count == 1 ? "is" : "are") not finished.",
            cure: "Run: vault recover")
    }

    private func expiries(_ rows: KeyRows) -> [Diagnosis] {
        var (due, expired, endless, unverified) = (0, 0, 0, 0)
        for row in rows where row.isToRenew {
            if row.status == .expired { expired += 1 } else if row.isDue { due += 1 }
            if row.key.expiresAt == nil, row.key.isExpiryKnown { endless += 1 }
            if row.key.verifiedAt == nil { unverified += 1 }
        }
        var found: [Diagnosis] = []
        if expired > 0 {
            found.append(
                .problem(
                    "expiry", "\(counted(expired, "key")) expired.",
                    cure: "Run 'vault list', then 'vault rotate --due'."))
        }
        if due > 0 {
            found.append(
                .warning("expiry", "\(counted(due, "key")) due.", cure: "Run: vault rotate --due"))
        }
        if endless > 0 {
            found.append(
                .warning(
                    "no-expiry", "\(counted(endless, "key")) without an expiry.",
                    cure: "Run: vault expire NAME 90d"))
        }
        if unverified > 0 {
            found.append(
                .warning(
                    "unverified", "\(counted(unverified, "key")) never seen to work.",
                    cure: "Run: vault reconcile --fix"))
        }
        return found.isEmpty ? [.ok("expiry", "No key is due, and each has an expiry.")] : found
    }

    private func backup(_ entries: [AuditEntry]) -> Diagnosis {
        let last = entries.last { $0.event.action == .backupBegun }?.event.at
        let cure = "Run 'vault backup FILE', and keep FILE on another machine."
        guard let last else {
            return .warning("backup", "No backup was made in the last year.", cure: cure)
        }
        let age = RelativeTime.phrase(from: now, to: last)
        guard now.timeIntervalSince(last) > Self.oldBackup else {
            return .ok("backup", "The last backup was made \(age).")
        }
        return .warning("backup", "The last backup was made \(age).", cure: cure)
    }
}

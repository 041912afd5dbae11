import APIClient
import FoundationEssentials
import Vault

/// A creation whose secret is in the vault.
extension RecoverIssue {
    /// A proof, the user's own Tag and the clean-up are left to do.
    func settle(
        _ intent: Intent, _ issue: Intent.Issue, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        try prove(intent, in: &vault)
        guard var record = try vault.contents.record(intent.key.record) else { return .settled }
        if let tag = issue.userTag, issue.needsTag(of: record) {
            let client = try clients.client(for: intent, in: vault)
            try vault.hold(intent)
            let contents = vault.contents
            let caller = try contents.caller(of: client, in: record.profile)
            var change = ConfirmedChange(
                client: client, user: record.user,
                proof: try contents.proof(for: record, by: client),
                context)
            var known = KnownKey(record)
            known.expiresAt = record.expiresAt ?? issue.expiresAt
            do {
                record.align(with: try change.update(known, .tag(tag)), seenBy: caller)
                record.user = change.user
            } catch {
                // The key is safe. A tag that OUTSCALE refuses is worth no open creation.
                let isOld = Evidence(context: context).absenceCounts(since: intent.startedAt)
                guard error.isFinalRefusal || isOld else { throw error }
            }
        }
        let settled = record
        try vault.settle(intent, context) { transaction throws(VaultError) in
            try transaction.update(settled)
        }
        vault.discardLanding(of: intent)
        return .settled
    }

    /// Whether it works is worth knowing, and no reason to keep anything open.
    private func prove(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        guard isProving, let record = try vault.contents.record(intent.key.record),
            record.verifiedAt == nil,
            let proof = ProveKey(clients: clients, context: context).attempt(record, in: vault),
            proof.isProof
        else { return }
        try vault.noteProof(of: record, context)
    }
}

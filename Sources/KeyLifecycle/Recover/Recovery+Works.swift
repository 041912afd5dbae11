import APIClient
import SystemPackage
import Vault

extension Recovery {
    /// Creations first, since a rotation goes on from what became of its new key.
    func rank(_ intent: Intent) -> Int {
        switch intent.work {
        case .issue: 1
        case .update: 2
        case .delete: 3
        case .rotate: 4
        case .lease: 5
        }
    }

    func needsOutscale(
        _ intent: Intent, in contents: VaultContents
    ) throws(LifecycleError) -> Bool {
        let key = try contents.record(intent.key.record)
        return switch intent.work {
        case .issue(let issue): issue.phase != .stored || key == nil || issue.needsTag(of: key)
        case .update, .delete: true
        case .rotate, .lease: key != nil
        }
    }

    /// `nil` if there is nothing to tell.
    func recover(
        _ intent: Intent, _ directory: FilePath?, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome? {
        switch intent.work {
        case .issue(let issue):
            let recovering = RecoverIssue(
                clients: clients, context: context, isProving: !isPrelude)
            return try recovering.run(intent, issue, landedIn: directory, in: &vault)
        case .update(let update):
            let change = try change(of: intent, in: vault)
            return try RecoverChange(change: change).run(intent, update.change, in: &vault)
        case .delete(let deletion):
            let change = try change(of: intent, in: vault)
            return try RecoverChange(change: change)
                .run(intent, deleting: deletion.accessKeyID, in: &vault)
        case .rotate(let rotation):
            let steps = RotationSteps(clients: clients, context: context)
            let verdict: Verification? = isPrelude ? .notTried : nil
            do {
                return .rotated(
                    try steps.advance(intent, rotation, knowing: verdict, in: &vault))
            } catch {
                // Its creation is reported already.
                guard case .newKeyInDoubt = error else { throw error }
                return nil
            }
        case .lease(let lease):
            guard
                !intent.isUnseen(
                    lease, at: context.now(), host: context.host, context.processes)
            else { throw .leaseOwnerUnseen(intent) }
            let ending = EndLease(clients: clients, context: context)
            switch try ending.run(intent, in: &vault) {
            case .deleted(let id): return .leaseEnded(accessKeyID: id)
            case .kept(let key, let error): return .leaseKeyKept(key, error)
            }
        }
    }

    private func change(
        of intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> ConfirmedChange {
        let client = try clients.client(for: intent, in: vault)
        let contents = vault.contents
        let proof =
            if let key = try contents.record(intent.key.record) {
                try contents.proof(for: key, by: client)
            } else { try contents.proof(for: intent, by: client) }
        return ConfirmedChange(
            client: client, user: intent.key.user,
            signer: try contents.signer(of: intent.profile), proof: proof, context)
    }
}

extension Intent {
    /// Whether nothing is left to do but to look for its Tag.
    package var isWatched: Bool { issue?.phase == .watched }

    /// Whether it is a creation of which nobody has a secret, nor will have one.
    var isLost: Bool { isWatched || issue?.phase == .unknown }
}

extension Intent.Issue {
    /// Whether the user's own Tag is still to be set.
    func needsTag(of key: KeyRecord?) -> Bool { userTag != nil && userTag != key?.tag }
}

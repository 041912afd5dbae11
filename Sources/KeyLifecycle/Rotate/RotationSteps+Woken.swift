import APIClient
import FoundationEssentials
import Vault

/// An old key that somebody has woken in its grace: they need it, or it is watched for who uses it.
extension RotationSteps {
    /// The rotation has made the old key inactive, and that was read back. If it is ACTIVE again, it is not deleted.
    ///
    /// A list may be behind: only what every look of the settling time shows, and no date contradicts, is somebody's will.
    func requireAsleep(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        guard let old = try vault.contents.record(rotation.previous), old.retiredAt == nil,
            !old.hasExpired(at: context.now()),
            !intent.acceptedDeletions.contains(old.accessKeyID),
            let found = try woken(old, intent, in: vault)
        else { return }
        var seen = old
        seen.align(with: found)
        let record = seen
        try vault.commit(context) { transaction, _ throws(VaultError) in
            try transaction.update(record)
        }
        throw .oldKeyWoken(intent, record.name)
    }

    private func woken(
        _ old: KeyRecord, _ intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> AccessKey? {
        let change = try change(intent, of: old, in: vault)
        let (search, id) = (change.search, old.accessKeyID)
        do {
            var found = try search.keyIfReadable(id, of: change.user)
            // Users are renamed.
            if found == nil { found = try search.keyAnywhere(id, besides: change.user)?.key }
            guard let first = found, isWoken(first, old) else { return nil }
            // That was seen before.
            guard old.state != .active else { return first }
            _ = try context.lookRepeatedly { () throws(APIError) -> Bool? in
                let next = try search.keyIfReadable(id, of: change.user)
                if let next, !isWoken(next, old) { found = nil }
                return found == nil ? true : nil
            }
            return found
        } catch { throw .api(error) }
    }

    private func isWoken(_ listed: AccessKey, _ old: KeyRecord) -> Bool {
        listed.state == .active && !old.isAhead(of: listed)
            && listed.expiresAt.map { $0 > context.now() } ?? true
    }
}

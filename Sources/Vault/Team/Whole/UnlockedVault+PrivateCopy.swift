package import FoundationEssentials
import Glibc
import KernelText
package import SecretMemory
import SystemPackage

extension UnlockedVault {
    /// Copies what a team's vault holds into a private one: another id, another key, and nothing that opens the team's.
    ///
    /// What is open at OUTSCALE stays the team's, and is not in the copy. That it was made is an event of the member's own, on the
    /// server before there is a copy.
    package mutating func copyPrivately(
        to files: VaultFiles, password: borrowing SecretBytes,
        recoveryCode: borrowing RecoveryCode?, cost: KeyDerivationParameters, at date: Date
    ) throws(VaultError) {
        let store = try teamStore()
        let (directory, target) = try LockedVault.place(for: files)
        let name = files.database.name?.text
        _ = try store.note(AuditEvent(at: date, action: .copiedPrivately, detail: name), key: key)
        let seed = try VaultSeed(password, recoveryCode, cost)
        let rows = try withoutOpenWork(under: seed, at: date)
        let draft = directory.appending(".new-\(RecordID.random())")
        defer { LockedVault.unlink(draft) }
        try LockedVault.write(rows, to: draft)
        try DurableFile.publish(draft, as: target, taken: .vaultExists(path: target.text))
        let mark = HighWaterMark(epoch: 1, manifestMAC: rows.manifest.mac)
        try mark.write(
            to: files, of: seed.key.vaultID, mac: seed.key.attest(.mark(rows.manifest)))
    }

    private func withoutOpenWork(
        under seed: borrowing VaultSeed, at date: Date
    ) throws(VaultError) -> RowChanges {
        let (key, slots) = (seed.key, seed.slots)
        return try store.snapshot { () throws(VaultError) in
            try state.refresh()
            var transaction = VaultTransaction(on: LoadedVault(copying: state))
            for id in state.intents.keys { try transaction.settle(intent: id) }
            return try Rekeying(transaction.state, to: key, slots).sealed(at: date).rows
        }
    }
}

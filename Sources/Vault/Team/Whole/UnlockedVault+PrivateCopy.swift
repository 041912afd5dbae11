package import FoundationEssentials
import Glibc
import KernelText
package import SecretMemory
import SystemPackage

extension UnlockedVault {
    /// Copies what a team's vault holds into a private one: another id, another key, and nothing that opens the team's.
    ///
    /// What is open at OUTSCALE stays the team's, and is not in the copy; but a key whose secret has landed on this machine is. That
    /// the copy was made is an event of the member's own, noted before there is one.
    ///
    /// - Returns: the keys that the team's vault has not taken yet.
    package mutating func copyPrivately(
        to files: VaultFiles, password: borrowing SecretBytes,
        recoveryCode: borrowing RecoveryCode?, cost: KeyDerivationParameters, at date: Date
    ) throws(VaultError) -> [KeyRecord] {
        let store = try teamStore()
        let (directory, target) = try LockedVault.place(for: files)
        let name = files.database.name?.text
        _ = try store.note(AuditEvent(at: date, action: .copiedPrivately, detail: name), key: key)
        let seed = try VaultSeed(password, recoveryCode, cost)
        let landed = try landedSecrets().compactMap(\.key)
        let (rows, taken) = try withoutOpenWork(taking: landed, under: seed, at: date)
        let draft = directory.appending(".new-\(RecordID.random())")
        defer { LockedVault.unlink(draft) }
        try LockedVault.write(rows, to: draft)
        try DurableFile.publish(draft, as: target, taken: .vaultExists(path: target.text))
        let mark = HighWaterMark(epoch: 1, manifestMAC: rows.manifest.mac)
        try mark.write(
            to: files, of: seed.key.vaultID, mac: seed.key.attest(.mark(rows.manifest)))
        return taken
    }

    private func withoutOpenWork(
        taking landed: [SealedKey], under seed: borrowing VaultSeed, at date: Date
    ) throws(VaultError) -> (rows: RowChanges, taken: [KeyRecord]) {
        let (key, slots) = (seed.key, seed.slots)
        return try store.snapshot { () throws(VaultError) in
            try state.refresh()
            var transaction = VaultTransaction(on: LoadedVault(copying: state))
            for id in state.intents.keys { try transaction.settle(intent: id) }
            var taken: [SealedKey] = []
            for sealed in landed {
                let names = Set(taken.map(\.record.name))
                if let named = try transaction.state.free(sealed, besides: names) {
                    taken.append(named)
                }
            }
            var rekeying = Rekeying(transaction.state, to: key, slots)
            rekeying.landed = taken
            return (try rekeying.sealed(at: date).rows, taken.map(\.record))
        }
    }
}

extension LoadedVault {
    /// A key that has landed, under another name where its own is taken; `nil` if it is there already.
    fileprivate func free(
        _ landed: SealedKey, besides names: Set<EntryName>
    ) throws(VaultError) -> SealedKey? {
        guard try storedKey(landed.record.id) == nil else { return nil }
        let own = landed.record.name
        for number in 1...100 {
            let name = number == 1 ? own : EntryName("\(own).\(number)")
            guard let name, !names.contains(name), try holder(of: hash(of: name)) == nil else {
                continue
            }
            return name == own ? landed : landed.renamed(name)
        }
        throw .nameTaken(.key, own)
    }
}

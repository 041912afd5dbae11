import SystemPackage
import Vault

/// Takes over keys that only another copy of the vault has.
struct MergeRun {
    let opening: VaultOpening
    let path: FilePath
    let copyPassword: CopyPasswordOptions

    private var context: CommandContext { opening.context }
    private var console: Console { context.console }

    func run() throws {
        guard try !opening.isVault(path) else {
            throw Failure.usage("\(path) is the vault itself. Name another copy.")
        }
        let keys = CopyKeys(opening, usesAgent: true, copyPassword: copyPassword)
        let image = try opening.lockedImage(path)
        let fileKey = try keys.key(to: image.slots, of: path)
        let lock = try opening.existing().heldLock(console)
        let locked = try opening.locked()
        let key = try keys.key(to: locked.slots, of: locked.files.database)
        var vault = try locked.unlock(with: opening.witnessed(key, of: locked))
        opening.tell(vault)
        let file: VerifiedImage
        do throws(VaultError) { file = try image.opened(with: fileKey).verified() } catch {
            throw Failure.ofCopy(path, error)
        }
        let (new, gone) = try candidates(file, vault)
        if !gone.isEmpty {
            console.note(
                "not taken over, since this vault had \(gone.count == 1 ? "it" : "them") and let go of it: \(CopyText.keys(gone))."
            )
        }
        tellOpen(file, vault)
        guard !new.isEmpty else {
            return console.sentence(
                "Nothing to take over: the vault has every other key of \(path).")
        }
        try Confirmation.require(
            "Take over \(CopyText.keys(new)) from \(path)?", options: opening.options)
        let taken = try take(new, of: file, into: &vault)
        _ = consume lock
        console.sentence(
            "Took over \(counted(taken.count, "key")): \(taken.joined(separator: ", ")). The secrets are sealed anew; \(path) "
                + "is as it was.")
    }

    /// The keys that only the file has, and those of them that the vault's own log says it had.
    private func candidates(
        _ file: VerifiedImage, _ vault: borrowing UnlockedVault
    ) throws -> (new: [KeyRecord], gone: [KeyRecord]) {
        let own = try vault.contents.keys()
        let (ids, accessKeyIDs) = (Set(own.map(\.id)), Set(own.map(\.accessKeyID)))
        let others = try file.contents.keys()
            .filter { !ids.contains($0.id) && !accessKeyIDs.contains($0.accessKeyID) }
            .sorted { $0.name < $1.name }
        let left = Set(
            try vault.auditTrail().map(\.event)
                .filter { [.forgotten, .deleted, .compensated].contains($0.action) }
                .compactMap(\.accessKeyID))
        return (
            others.filter { !left.contains($0.accessKeyID) },
            others.filter { left.contains($0.accessKeyID) }
        )
    }

    private func tellOpen(_ file: VerifiedImage, _ vault: borrowing UnlockedVault) {
        let contents = vault.contents
        let open = file.contents.intents.filter { contents.intent(id: $0.id) == nil }
        guard !open.isEmpty else { return }
        console.note(
            "\(counted(open.count, "change")) open in \(path) \(open.count == 1 ? "is" : "are") not taken over: "
                + "'vault reconcile' tells what OUTSCALE has.")
    }

    private func take(
        _ records: [KeyRecord], of file: VerifiedImage, into vault: inout UnlockedVault
    ) throws -> [String] {
        let now = context.now()
        let (theirs, own) = (LoginSeal(file.key), LoginSeal(vault.key))
        var names: [String] = []
        try vault.commit(at: now) { transaction throws(VaultError) in
            // Where another member was first, this runs again.
            names = []
            for record in records {
                let profile = try profile(of: record, in: file, theirs, own, &transaction)
                let foreign = try file.foreignKey(record).moved(to: profile)
                let name = try transaction.take(foreign)
                names.append("'\(name)' (\(record.accessKeyID))")
                try transaction.record(
                    AuditEvent(
                        at: now, action: .merged, key: name.description,
                        accessKeyID: record.accessKeyID,
                        detail: "epoch \(file.epoch) (\(file.fingerprint.prefix(8)))"))
            }
        }
        return names
    }

    /// The profile in this vault: the same, one of its name for the same place, or the file's, if need be by another name.
    private func profile(
        of record: KeyRecord, in file: VerifiedImage, _ theirs: LoginSeal, _ own: LoginSeal,
        _ transaction: inout VaultTransaction
    ) throws(VaultError) -> RecordID {
        let contents = transaction.contents
        if contents.profile(id: record.profile) != nil { return record.profile }
        guard var profile = file.contents.profile(id: record.profile) else {
            throw .damaged("a key belongs to no profile")
        }
        // A key works only where it was made.
        if let same = contents.profile(named: profile.name), same.region == profile.region,
            same.endpoint == profile.endpoint
        {
            return same.id
        }
        profile.name = profile.name.firstFree { contents.profile(named: $0) != nil }
        profile.isDefault = contents.profiles.isEmpty
        try transaction.take(profile, sealedBy: theirs, for: own)
        return profile.id
    }
}

extension VaultOpening {
    /// The lock of commands that change keys, where the password is at hand already.
    func heldLock(_ console: Console) throws -> VaultLock {
        try VaultLock(acquiring: files, waiting: options.wait(context.environment)) {
            console.note("another vault command changes keys; waiting for its end.")
        }
    }
}

import Agent
import FoundationEssentials
import Glibc
import KernelText
import KeyLifecycle
import SecretMemory
import SystemPackage
import Vault

/// What stands in the vault's place, and what of it must not be lost.
extension RestoreRun {
    /// `nil` where there is nothing to do, which is said.
    func standing(
        _ file: VerifiedImage, _ verdict: MarkVerdict, _ files: VaultFiles, _ keys: CopyKeys
    ) throws -> Standing? {
        if try opening.isVault(path) {
            if let refusal = verdict.refusal { return .theFile(refusal) }
            let key = try keys.key(to: LockedImage(VaultImage(of: files)).slots, of: path)
            if let refusal = try refusal(of: files, key) { return .theFile(refusal) }
            console.sentence(
                "Nothing to restore: this is the newest vault that this machine has seen.")
            return nil
        }
        guard unsafe access(files.database.cString, F_OK) == 0 else { return .nothing }
        let locked: LockedImage
        do throws(VaultError) {
            locked = try LockedImage(VaultImage(of: files))
            guard locked.slots.vaultID == file.vaultID else { throw Self.another }
        } catch {
            guard case .damaged = error, error != Self.another else {
                throw error == Self.another ? otherVault(files) : Failure(error)
            }
            return .refused(error, nil, [])
        }
        let opened = locked.opened(with: try keys.key(to: locked.slots, of: files.database))
        return try standing(opened, file, files)
    }

    static let another = VaultError.damaged("it is another vault")

    func standing(
        _ opened: OpenedImage, _ file: VerifiedImage, _ files: VaultFiles
    ) throws -> Standing? {
        let current: VerifiedImage
        do throws(VaultError) { current = try opened.verified() } catch {
            guard Failure(error).status == .integrity else { throw Failure(error) }
            return .refused(error, nil, try opened.survey().intents)
        }
        if let refusal = try current.markVerdict(in: files).refusal {
            return .refused(refusal, current, current.contents.intents)
        }
        if let refusal = try refusal(of: files, opened.key) {
            return .refused(refusal, current, current.contents.intents)
        }
        if try current.lineage(from: file) == .same {
            console.sentence("Nothing to restore: \(path) and the vault are the same.")
            return nil
        }
        // Its spool's events come into it, so that they stay with it.
        var vault = try LockedVault.open(files).unlock(with: opened.key)
        try vault.fold(at: context.now())
        let locked = try LockedImage(VaultImage(of: files))
        return .working(try locked.opened(with: opened.key).verified())
    }

    /// Why commands refuse the vault for what stands beside it.
    func refusal(of files: VaultFiles, _ key: any VaultKey) throws -> VaultError? {
        do throws(VaultError) {
            let locked = try LockedVault.open(files)
            let vault = try locked.unlock(with: opening.witnessed(key, of: locked))
            try vault.compareSpool()
            return nil
        } catch {
            guard Failure(error).status == .integrity else { throw Failure(error) }
            return error
        }
    }

    func otherVault(_ files: VaultFiles) -> Failure {
        Failure(
            .exists, "vault",
            "\(files.database) is another vault than \(path). Nothing was changed; name a place for it with --vault."
        )
    }
}

extension RestoreRun {
    /// What is open in a vault that works can be finished there, and nowhere else.
    ///
    /// - Returns: intents of the file that the vault in place has settled since: in the restored vault they are no more.
    func requireNothingOpen(
        _ standing: Standing, _ file: VerifiedImage, _ files: VaultFiles, _ keys: CopyKeys
    ) throws -> [RecordID] {
        guard case .working(let current) = standing else { return [] }
        let open = current.contents.intents.filter { Self.loses($0, file) }
        if let first = open.first {
            throw Failure(
                .pending, "open",
                "\(counted(open.count, "change")) would be lost that the vault in place has under way: \(Self.text(first)) "
                    + "Nothing was changed. Try again then; or move \(files.database) away to give up what only it knows."
            )
        }
        let vault = try LockedVault.open(files).unlock(with: current.key)
        if let first = try vault.landedSecrets().first {
            throw Failure(
                .pending, "open",
                "\(first.path) holds a key that is not in the vault yet. Nothing was changed. Run 'vault recover', then "
                    + "try again.")
        }
        return file.contents.intents.filter { current.hasSettled($0) }.map(\.id)
    }

    /// Whether something is owed that the file knows nothing of.
    static func loses(_ intent: Intent, _ file: VerifiedImage) -> Bool {
        !intent.isWatched && file.contents.intent(id: intent.id) != intent
            && !file.hasSettled(intent)
    }

    /// What it is, and what ends it.
    private static func text(_ intent: Intent) -> String {
        switch intent.work {
        case .lease:
            "a lease, '\(intent.key.name)', for one. Wait for the end of its command, or run 'vault lease end "
                + "\(intent.key.name)'."
        case .rotate:
            "the rotation of '\(intent.key.name)' for one. 'vault status' tells until when the old key can be had back; the "
                + "next 'vault rotate' or 'vault recover' after that ends it."
        case .issue, .update, .delete:
            "a change of '\(intent.key.name)' for one. Run 'vault recover', and look at 'vault status'."
        }
    }

    /// Creations of the vault in place of which nothing is owed, and whose Tag is looked for all the same: they are looked
    /// for in the restored vault, as far as it has their profile.
    ///
    /// - Returns: those, and the others.
    func watched(
        _ standing: Standing, _ file: VerifiedImage
    ) -> (carried: [Intent], given: [Intent]) {
        let all = (standing.image?.contents.intents ?? []).filter {
            $0.isWatched && file.contents.intent(id: $0.id) != $0
        }
        let carried = all.filter { file.contents.profile(id: $0.profile) != nil }
        let ids = Set(carried.map(\.id))
        return (carried, all.filter { !ids.contains($0.id) })
    }

    /// The keys that leases of the file had, where the vault in place has ended the lease and has the key no more.
    func endedLeases(
        _ settled: [RecordID], _ file: VerifiedImage, _ standing: Standing
    ) throws -> [RecordID] {
        guard let current = standing.image else { return [] }
        return try settled.compactMap { id in
            guard let intent = file.contents.intent(id: id), intent.lease != nil,
                try file.contents.key(id: intent.key.record) != nil,
                try current.contents.key(id: intent.key.record) == nil
            else { return nil }
            return intent.key.record
        }
    }

    func tell(_ unwatched: [Intent]) {
        for intent in unwatched {
            console.note(
                "the Tag \(intent.tag) of a creation without an answer is looked for no more, since the file does not have its "
                    + "profile. 'vault reconcile' tells whether OUTSCALE has a key of that Tag.")
        }
    }
}

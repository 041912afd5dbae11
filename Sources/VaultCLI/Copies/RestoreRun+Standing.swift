import Agent
import FoundationEssentials
import Glibc
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
            console.line("Nothing to restore: this is the newest vault that this machine has seen.")
            return nil
        }
        guard unsafe access(files.database.string, F_OK) == 0 else { return .nothing }
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
            console.line("Nothing to restore: \(path) and the vault are the same.")
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
            let vault = try locked.unlock(with: key)
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
        let open = current.contents.intents.filter {
            file.contents.intent(id: $0.id) != $0 && !file.hasSettled($0)
        }
        if let first = open.first {
            throw Failure(
                .pending, "open",
                "\(counted(open.count, "change")) would be lost that \(open.count == 1 ? "is" : "are") open in the vault in place, of "
                    + "'\(first.key.name)' for one. Nothing was changed. Run 'vault recover' and look at 'vault status' until "
                    + "nothing is open; or move \(files.database) away to give up what only it knows."
            )
        }
        let vault = try LockedVault.open(files).unlock(with: current.key)
        let landed = try vault.landings().filter { landing in
            if case .blank = landing.content { false } else { true }
        }
        if let first = landed.first {
            throw Failure(
                .pending, "open",
                "\(first.path) holds a key that is not in the vault yet. Nothing was changed. Run 'vault recover', then "
                    + "try again.")
        }
        return file.contents.intents.filter { current.hasSettled($0) }.map(\.id)
    }
}

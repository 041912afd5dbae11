import Agent
import FoundationEssentials
import Glibc
import SecretMemory
import SystemPackage
import Vault

/// Puts a file in the vault's place, if a person says so.
struct RestoreRun {
    let opening: VaultOpening
    let path: FilePath
    /// What stands for the answer where nobody can be asked.
    let acceptedEpoch: UInt64?

    private var context: CommandContext { opening.context }
    private var console: Console { context.console }

    /// What stands in the place that the file is to get.
    private enum Standing {
        case nothing
        /// The file itself; every command refuses it, and why.
        case theFile(VaultError)
        case working(VerifiedImage)
        /// As far as it can be read, which changes are open in it.
        case refused(VaultError, VerifiedImage?, [Intent])

        var image: VerifiedImage? {
            switch self {
            case .nothing, .theFile: nil
            case .working(let image): image
            case .refused(_, let image, _): image
            }
        }
    }

    func run() throws {
        let files = try opening.files
        // The agent's key makes no such jump; a person who decides this knows the password.
        let keys = CopyKeys(opening, usesAgent: false)
        guard unsafe access(path.string, F_OK) == 0 else {
            throw Failure(VaultError.noFile(path: path.string))
        }
        try keys.ask(for: LockedImage(opening.image(path)).slots)
        try FileChecks.makePrivateDirectory(files.directory)
        let seconds = try opening.options.wait(context.environment)
        let lock = try VaultLock(acquiring: files, waiting: seconds) {
            console.note("another vault command changes keys; waiting for its end.")
        }
        let file = try verified(keys)
        let verdict = try file.markVerdict(in: files)
        let standing = try standing(file, verdict, files, keys)
        guard let standing else { return }
        let settled = try requireNothingOpen(standing, file, files, keys)
        try decide(standing, file)
        let seen = max(verdict.seenEpoch, file.epoch, standing.image?.epoch ?? 0)
        let restoration = Restoration(of: file, to: files, above: seen, settled: settled)
        let outcome = try restoration.place(
            at: context.now(), reason: reason(file, seen, standing))
        _ = consume lock
        lockAgent(files)
        tell(outcome, file)
    }

    private func verified(_ keys: CopyKeys) throws -> VerifiedImage {
        let locked = try LockedImage(opening.image(path))
        let opened = locked.opened(with: try keys.key(to: locked.slots, of: path))
        do throws(VaultError) { return try opened.verified() } catch {
            throw Failure.ofCopy(path, error)
        }
    }

    private func reason(_ file: VerifiedImage, _ seen: UInt64, _ standing: Standing) -> String {
        let replaced =
            standing.image.map { "epoch \($0.epoch) (\($0.fingerprint.prefix(8)))" }
            ?? "a file that could not be used"
        let before: String =
            switch standing {
            case .nothing: "where no file was"
            case .theFile: "put back before, last seen epoch \(seen)"
            case .working, .refused: "in place of \(replaced)"
            }
        return "epoch \(file.epoch) (\(file.fingerprint.prefix(8))) \(before)"
    }
}

// MARK: - What stands there

extension RestoreRun {
    /// `nil` where there is nothing to do, which is said.
    private func standing(
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

    private static let another = VaultError.damaged("it is another vault")

    private func standing(
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
    private func refusal(of files: VaultFiles, _ key: any VaultKey) throws -> VaultError? {
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

    private func otherVault(_ files: VaultFiles) -> Failure {
        Failure(
            .exists, "vault",
            "\(files.database) is another vault than \(path). Nothing was changed; name a place for it with --vault."
        )
    }
}

// MARK: - What must not be lost

extension RestoreRun {
    /// What is open in a vault that works can be finished there, and nowhere else.
    ///
    /// - Returns: intents of the file that the vault in place has settled since: in the restored vault they are no more.
    private func requireNothingOpen(
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

// MARK: - The decision

extension RestoreRun {
    private func decide(_ standing: Standing, _ file: VerifiedImage) throws {
        try describe(standing, file)
        if let acceptedEpoch {
            guard acceptedEpoch == file.epoch else {
                throw Failure.usage(
                    "\(path) has epoch \(file.epoch), not \(acceptedEpoch). Nothing was changed.")
            }
            return
        }
        let question: String =
            switch standing {
            case .theFile: "Go on with this file, and forget what was newer? [y/N] "
            case .nothing: "Put \(path) there? [y/N] "
            case .working, .refused:
                "Put \(path) in its place? What is there now is kept beside. [y/N] "
            }
        let isYes: Bool
        do {
            isYes = try TerminalPrompt.readLine(question).isOneOf("y", "Y", "yes", "Yes", "YES")
        } catch .empty { isYes = false } catch .noTerminal {
            throw Failure(
                .notPermitted, "confirmation",
                "this needs a decision and there is no terminal. If the file of epoch \(file.epoch) is meant, give "
                    + "--accept-epoch \(file.epoch); -y does not do.")
        }
        guard isYes else {
            throw Failure(.unexpected, "declined", "not confirmed; nothing was changed.")
        }
    }

    private func describe(_ standing: Standing, _ file: VerifiedImage) throws {
        switch standing {
        case .nothing: console.note("there is no vault at \(try opening.files.database).")
        case .theFile(let error):
            console.note("why every command refuses it: \(Failure(error).message)")
        case .working(let current): console.note("in place: \(CopyText.facts(current)).")
        case .refused(let error, let current, let open):
            console.note("in place: \(current.map(CopyText.facts) ?? "a file that can't be used").")
            console.note("why every command refuses it: \(Failure(error).message)")
            let lost = open.filter {
                file.contents.intent(id: $0.id) != $0 && !file.hasSettled($0)
            }
            if !lost.isEmpty {
                console.note(
                    "\(counted(lost.count, "change")) open in it will not be finished, of "
                        + lost.map { "'\($0.key.name)'" }.joined(separator: ", ")
                        + "; 'vault reconcile' tells afterwards what OUTSCALE has.")
            }
        }
        console.note("\(path): \(CopyText.facts(file)).")
        if let current = standing.image {
            switch try file.lineage(from: current) {
            case .older: console.note("it is older than the vault in place.")
            case .newer: console.note("it is newer than the vault in place.")
            case .forked: console.note("both were written after they were one.")
            case .same, .unrelated: break
            }
            try CopyDifference(current, file).lines("the vault in place", "the file")
                .forEach(console.note)
        }
        let open = file.contents.intents.count
        if open > 0 {
            console.note(
                "\(counted(open, "change")) \(open == 1 ? "was" : "were") open when it was written; what the vault in place has "
                    + "not settled goes on with the next command that changes keys.")
        }
    }
}

// MARK: - Afterwards

extension RestoreRun {
    private func lockAgent(_ files: VaultFiles) {
        do {
            guard
                let socket = try AgentLocation.socket(
                    opening.options, context.environment, files: files),
                let client = try AgentProcess.running(at: socket)
            else { return }
            try client.lock()
            console.note("the agent is locked: it remembers the vault that was replaced.")
        } catch {
            console.note("the agent could not be locked; run 'vault lock'.")
        }
    }

    private func tell(_ outcome: Restoration.Outcome, _ file: VerifiedImage) {
        console.line(
            "Restored \(path): the vault has epoch \(outcome.epoch) (\(outcome.fingerprint.prefix(8))) from now on."
        )
        if let kept = outcome.kept { console.line("The file that stood there is kept as \(kept).") }
        if outcome.hasKeptSpool {
            console.note(
                "audit events that followed the replaced file are kept beside it, in its -spool; they are not in the log."
            )
        }
        if let failure = outcome.markFailure {
            console.note("a later rollback might go unnoticed: \(Failure(failure).message)")
        }
    }
}

import Agent
import FoundationEssentials
import Glibc
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// Puts a file in the vault's place, if a person says so.
struct RestoreRun {
    let opening: VaultOpening
    let path: FilePath
    /// What stands for the answer where nobody can be asked.
    let acceptedEpoch: UInt64?
    let copyPassword: CopyPasswordOptions

    var context: CommandContext { opening.context }
    var console: Console { context.console }

    /// What stands in the place that the file is to get.
    enum Standing {
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
        let keys = CopyKeys(opening, usesAgent: false, copyPassword: copyPassword)
        guard unsafe access(path.cString, F_OK) == 0 else {
            throw Failure(VaultError.noFile(path: path.text))
        }
        try keys.ask(for: opening.lockedImage(path).slots)
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
        let (carried, unwatched) = watched(standing, file)
        let access = FormerAccess(of: file, in: standing, verdict)
        try decide(standing, file, verdict, access)
        let seen = max(verdict.seenEpoch, file.epoch, standing.image?.epoch ?? 0)
        let restoration = Restoration(
            of: file, to: files, above: seen, settled: settled, carried: carried,
            ended: try endedLeases(settled, file, standing))
        let why = [reason(file, seen, standing), access.note].compactMap { $0 }
        let outcome = try restoration.place(
            at: context.now(), reason: why.joined(separator: "; "))
        _ = consume lock
        tell(unwatched)
        lockAgent(files)
        tell(outcome, file)
    }

    func verified(_ keys: CopyKeys) throws -> VerifiedImage {
        let locked = try opening.lockedImage(path)
        let opened = locked.opened(with: try keys.key(to: locked.slots, of: path))
        do throws(VaultError) { return try opened.verified() } catch {
            throw Failure.ofCopy(path, error)
        }
    }

    func reason(_ file: VerifiedImage, _ seen: UInt64, _ standing: Standing) -> String {
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

// MARK: - Afterwards

extension RestoreRun {
    func lockAgent(_ files: VaultFiles) {
        do {
            guard
                let socket = try AgentLocation.socket(
                    opening.options, context.environment, of: files.database),
                let client = try AgentProcess.running(at: socket)
            else { return }
            try client.lock()
            console.note("the agent is locked: it remembers the vault that was replaced.")
        } catch {
            console.note("the agent could not be locked; run 'vault lock'.")
        }
    }

    func tell(_ outcome: Restoration.Outcome, _ file: VerifiedImage) {
        console.sentence(
            "Restored \(path): the vault has epoch \(outcome.epoch) (\(outcome.fingerprint.prefix(8))) from now on."
        )
        if let kept = outcome.kept {
            console.sentence("The file that stood there is kept as \(kept).")
        }
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

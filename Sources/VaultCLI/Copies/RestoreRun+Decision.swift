import Agent
import FoundationEssentials
import Glibc
import KeyLifecycle
import SecretMemory
import SystemPackage
import Vault

/// What a person is shown, and decides.
extension RestoreRun {
    func decide(
        _ standing: Standing, _ file: VerifiedImage, _ verdict: MarkVerdict,
        _ access: FormerAccess
    ) throws {
        try describe(standing, file)
        remember(verdict, standing, file)
        for line in access.lines { console.note(line) }
        if let acceptedEpoch {
            guard acceptedEpoch == file.epoch else {
                throw Failure.usage(
                    "\(path) has epoch \(file.epoch), not \(acceptedEpoch). Nothing was changed.")
            }
            return
        }
        try ask(question(standing), about: file)
    }

    private func ask(_ question: String, about file: VerifiedImage) throws {
        let isYes = try Confirmation.isGiven(
            question,
            withoutTerminal:
                "this needs a decision and there is no terminal. If the file of epoch \(file.epoch) is meant, give "
                + "--accept-epoch \(file.epoch); -y does not do.")
        guard isYes else { throw Failure.declined }
    }

    private func question(_ standing: Standing) -> String {
        switch standing {
        case .theFile(let error):
            if case .foreignMark = error {
                return "Go on with this file, and make this machine's mark its own?"
            }
            return "Go on with this file, and forget what was newer?"
        case .nothing: return "Put \(path) there?"
        case .working, .refused:
            return "Put \(path) in its place? What is there now is kept beside."
        }
    }

    /// What this machine knows beyond the two files. A mark of another key proves nothing, and is never forgotten without a
    /// word.
    private func remember(
        _ verdict: MarkVerdict, _ standing: Standing, _ file: VerifiedImage
    ) {
        if case .foreignMark(let mark) = verdict.refusal, let claimed = mark.claimedEpoch {
            guard mark.believableEpoch != nil else {
                return console.note(
                    "the high-water mark \(mark.path) says epoch \(claimed), which no vault reaches: somebody has changed it. "
                        + "It does not count, and is written anew.")
            }
            return console.note(
                "the high-water mark is of another key and says epoch \(claimed). That is not proved; the restored vault goes "
                    + "on above it all the same.")
        }
        if case .nothing = standing, verdict.seenEpoch > file.epoch {
            console.note(
                "this machine has seen the vault at epoch \(verdict.seenEpoch), so the file is not the newest."
            )
        }
    }

    /// What is wrong, without the ways out of it: this command is one.
    private static func reason(_ error: VaultError) -> String {
        switch error {
        case .damaged(let what): "the vault fails its check: \(what)."
        case .rolledBack(let found, let expected):
            "it is older than this machine has seen it: epoch \(found), last seen \(expected)."
        case .forked(let epoch):
            "it has another history than this machine has seen at epoch \(epoch)."
        case .outdated: "it is not the newest that the agent has seen."
        case .foreignMark(let mark):
            "its key did not make this machine's high-water mark \(mark.path)."
        default: Failure(error).message
        }
    }

    func describe(_ standing: Standing, _ file: VerifiedImage) throws {
        switch standing {
        case .nothing: console.note("there is no vault at \(try opening.files.database).")
        case .theFile(let error):
            console.note("why every command refuses it: \(Self.reason(error))")
        case .working(let current): console.note("in place: \(CopyText.facts(current)).")
        case .refused(let error, let current, let open):
            console.note("in place: \(current.map(CopyText.facts) ?? "a file that can't be used").")
            console.note("why every command refuses it: \(Self.reason(error))")
            let lost = open.filter { Self.loses($0, file) }
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

import Agent
import FoundationEssentials
import Glibc
import SecretMemory
import SystemPackage
import Vault

/// What a person is shown, and decides.
extension RestoreRun {
    func decide(_ standing: Standing, _ file: VerifiedImage) throws {
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

    func describe(_ standing: Standing, _ file: VerifiedImage) throws {
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

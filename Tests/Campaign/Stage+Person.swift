import Foundation
import Vault
import VaultTestSupport

/// What the vault leaves to a person, done as its sentences advise.
extension Stage {
    /// - Parameters:
    ///   - recovery: what `recover` has said.
    ///   - isLate: whether nothing can change by itself any more.
    func decide(
        _ invariants: Invariants, _ recovery: Finished, isLate: Bool
    ) throws {
        if isLate {
            try undoRotations(of: invariants.owner)
            try forgetWhatIsGone(of: invariants.owner)
        }
        try pointOutLostKey(invariants, recovery)
        try dismissOthersKeys(invariants.user, recovery)
    }

    /// A new key that others have disabled can't be proven: `--undo` is what is advised.
    private func undoRotations(of owner: Owner) throws {
        for intent in try vault().contents.intents
        where owner.has(intent.key.user) && intent.rotation != nil {
            _ = try run(["rotate", intent.key.name.description, "--undo"])
        }
    }

    /// A key that is gone, or that nobody can change any more, where OUTSCALE's answers prove it to no program.
    private func forgetWhatIsGone(of owner: Owner) throws {
        let cloud = try cloud()
        let contents = try vault().contents
        for intent in contents.intents where owner.has(intent.key.user) && intent.issue == nil {
            guard let record = try contents.key(id: intent.key.record),
                let key = cloud.key(record.accessKeyID),
                key.deleted || cloud.isOutOfReach(key) || cloud.isFrozen(key)
            else { continue }
            _ = try run(["forget", record.name.description, "--yes"])
        }
    }

    /// A lost key whose tag others have changed, or nobody shows: its id is typed at the terminal.
    private func pointOutLostKey(_ invariants: Invariants, _ recovery: Finished) throws {
        guard recovery.output.contains("type the id to delete it") else { return }
        let held = Set(try vault().contents.keys().map(\.accessKeyID))
        let cloud = try cloud()
        let elsewhere = cloud.made(under: elsewhereTags, butNot: place != nil)
        var lost = cloud.living(of: invariants.user).map(\.accessKeyId).filter {
            !held.contains($0) && $0 != invariants.foreign && !others.contains($0)
                && !elsewhere.contains($0)
        }
        let lines = recovery.output.split(separator: "\n")
            .filter { $0.contains("type the id to delete it") }
        guard lost.contains(where: { id in lines.contains { $0.contains(id) } }) else { return }
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["recover"] + opening, environment: environment(.none),
            questionsEnding: "leave it open: "
        ) { question in
            let place = lost.firstIndex { question.contains($0) }
            return place.map { lost.remove(at: $0) } ?? ""
        }
        listener?("recover at a terminal: \(status)\n\(terminal.screen)")
    }

    /// What is left when no lost key is among the candidates.
    private func dismissOthersKeys(_ user: String?, _ recovery: Finished) throws {
        let others = try cloud().living(of: user).map(\.accessKeyId)
            .filter { recovery.output.contains("--dismiss \($0)") }
        guard !others.isEmpty else { return }
        _ = try run(["recover"] + others.flatMap { ["--dismiss", $0] })
    }
}

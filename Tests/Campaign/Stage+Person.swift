import Foundation
import Vault
import VaultTestSupport

/// What the vault leaves to a person, done as its sentences advise.
extension Stage {
    /// - Parameter recovery: what `recover` has said.
    func decide(
        _ invariants: Invariants, _ recovery: Finished, undoingRotations: Bool
    ) throws {
        if undoingRotations { try undoRotations(of: invariants.owner) }
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

    /// A lost key whose tag others have changed, or nobody shows: its id is typed at the terminal.
    private func pointOutLostKey(_ invariants: Invariants, _ recovery: Finished) throws {
        let held = Set(try vault().contents.keys.map(\.accessKeyID))
        let lost = try cloud().living(of: invariants.user).first {
            !held.contains($0.accessKeyId) && $0.accessKeyId != invariants.foreign
                && !others.contains($0.accessKeyId) && recovery.output.contains($0.accessKeyId)
        }
        guard let lost else { return }
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["recover"] + opening, environment: environment(.none),
            answers: [("type its id to delete it", lost.accessKeyId)])
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

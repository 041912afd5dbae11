import Foundation
import Vault
import VaultTestSupport

/// What the vault leaves to a person, done as its sentences advise.
extension Stage {
    /// `recover` until nothing is open: where it waits for a decision, the decision is made.
    ///
    /// - Returns: what is wrong with it.
    func recoverAsAdvised(_ invariants: Invariants) throws -> [String] {
        var last = try run(["recover"])
        for _ in 0..<4 where last.status == 75 {
            try undoRotations(of: invariants.user)
            try pointOutLostKey(invariants, last)
            try dismissOthersKeys(invariants.user, last)
            last = try run(["recover"])
        }
        return last.status == 0
            ? [] : ["recover ended with \(last.status): \(last.output)\(last.errors)"]
    }

    /// A new key that others have disabled can't be proven: `--undo` is what is advised.
    private func undoRotations(of user: String?) throws {
        for intent in try vault().contents.intents
        where intent.key.user == user && intent.rotation != nil {
            _ = try run(["rotate", intent.key.name.description, "--undo"])
        }
    }

    /// A lost key whose tag others have changed: its id is typed at the terminal.
    private func pointOutLostKey(_ invariants: Invariants, _ recovery: Finished) throws {
        let held = Set(try vault().contents.keys.map(\.accessKeyID))
        let lost = try cloud().living(of: invariants.user).first {
            !held.contains($0.accessKeyId) && $0.accessKeyId != invariants.foreign
                && recovery.output.contains($0.accessKeyId)
        }
        guard let lost else { return }
        _ = try TypedTerminal().run(
            BuiltProducts.vault, ["recover"] + opening, environment: environment(.none),
            answers: [("type its id to delete it", lost.accessKeyId)])
    }

    /// What is left when no lost key is among the candidates.
    private func dismissOthersKeys(_ user: String?, _ recovery: Finished) throws {
        let others = try cloud().living(of: user).map(\.accessKeyId)
            .filter { recovery.output.contains("--dismiss \($0)") }
        guard !others.isEmpty else { return }
        _ = try run(["recover"] + others.flatMap { ["--dismiss", $0] })
    }
}

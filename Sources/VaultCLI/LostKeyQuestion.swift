import APIClient
import KeyLifecycle
import SecretMemory
import Vault

/// Which of the keys without our Tag is the one that a lost creation made, if one is.
///
/// A key is only deleted by a person who types its id.
struct LostKeyQuestion {
    let candidates: [AccessKey]
    let intent: Intent
    private static let none = "none"

    /// `nil` where it stays open: nothing or something else was typed, or there is no terminal.
    func ask() -> DecideCandidate.Decision? {
        do { return decision(try TerminalPrompt.readLine(TerminalQuestion.text(question))) } catch {
            return nil
        }
    }

    private func decision(_ line: borrowing SecretBytes) -> DecideCandidate.Decision? {
        for key in candidates where line.isEqual(to: Self.bytes(key.id)) { return .isLost(key.id) }
        return line.isEqual(to: Self.bytes(Self.none)) ? .areOthers(candidates.map(\.id)) : nil
    }

    private var question: String {
        let ids = candidates.map(\.id).joined(separator: ", ")
        return "OUTSCALE kept no tag. If one of \(ids) is the lost key of '\(intent.key.name)', "
            + "type its id to delete it, '\(Self.none)' if you know that none is, or press Enter to leave it open: "
    }

    private static func bytes(_ text: String) -> SecretBytes {
        SecretBytes(copying: Array(text.utf8))
    }
}

import Foundation
import VaultTestSupport

/// A vault with one key, and its OUTSCALE account: a file's, or a team's.
final class EverydayVault {
    enum Kind: String, Sendable { case file, server, pooler }

    let simulator: Simulator
    let home: Workspace
    private let url: String?
    private let passwordFile: String

    init(_ kind: Kind) throws {
        switch kind {
        case .file:
            (simulator, home, url) = (try Simulator(), try Workspace(), nil)
            try home.prepareWithKey(for: simulator)
            passwordFile = home.path("password")
        case .server, .pooler:
            let server = try PostgresServer.shared.get()
            let team = try TestTeam(
                in: kind == .pooler ? server.newPooledDatabase() : server.newDatabase())
            (simulator, home, url) = (team.simulator, team.alice.home, team.alice.url)
            passwordFile = team.alice.passwordFile
            pooler = team.database.pooler
        }
        try home.write(
            "{\"a\": {\"access_key\": \"AKIMPORT000000000000\", \"secret_key\": \"\(Self.secret)\"}}",
            to: "keys.json")
    }

    /// Ends with the vault.
    private var pooler: PostgresPooler?
    private static let secret = String(repeating: "IMPORTED", count: 5)

    /// All steps' answers, in their order.
    func answers(asJSON: Bool) throws -> [EverydayAnswer] {
        try EverydayStep.all.map { step in
            if let change = step.before { try simulator.control("keys", change) }
            var words = step.words.map { $0.replacing("{}", with: home.root.path) }
            words += ["--password-file", passwordFile]
            if asJSON, step.hasJSON { words += ["-o", "json"] }
            if !step.inner.isEmpty { words += ["--"] + step.inner }
            let finished = try home.bare(words, environment: url.map { ["OSC_VAULT": $0] } ?? [:])
            return EverydayAnswer(step, finished, isJSON: asJSON && step.hasJSON, of: self)
        }
    }

    /// What differs from vault to vault, in words that don't.
    func withoutNames(_ text: String) -> String {
        var text = text.replacing(home.root.path, with: "HOME")
            .replacing(simulator.origin, with: "ORIGIN")
        if let url { text = text.replacing(url, with: "VAULT") }
        text = text.replacing("HOME/data/osc-vault/vault.db", with: "VAULT")
        for (pattern, word) in Self.patterns { text = text.replacing(pattern, with: word) }
        return text
    }

    private nonisolated(unsafe) static let patterns: [(Regex<Substring>, String)] = [
        (/vlt1-[a-z0-9]+/, "TAG"),
        (/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, "TIME"),
        (/\b[A-Z0-9]{20}\b/, "KEYID"),
        (/\b[A-Z0-9]{40}\b/, "SECRET"),
        (/\b[0-9a-f]{32}\b/, "ID"),
    ]
}

/// How a command ended and what it said, in words that are the same for every vault.
struct EverydayAnswer: Equatable, CustomStringConvertible {
    let words: [String]
    let status: Int32
    let isDocument: Bool
    /// Nothing where a team's vault has words of its own.
    let said: String

    init(_ step: EverydayStep, _ finished: Finished, isJSON: Bool, of vault: EverydayVault) {
        (words, status) = (step.words + step.inner, finished.status)
        let output = isJSON ? EverydayJSON.text(of: finished.output) : finished.output
        isDocument = !isJSON || !output.hasPrefix(EverydayJSON.none)
        said = step.isOwn ? "" : vault.withoutNames(output + finished.errors)
    }

    var description: String {
        "\(words.joined(separator: " ")): \(status)\n\(said)"
    }
}

import Foundation
import VaultTestSupport

/// What must be true of a vault and its account when all who wrote have ended, and recovery is done.
struct WritersJudge {
    let simulator: Simulator
    /// Runs `vault` with these words.
    let run: ([String]) throws -> Finished

    private struct Listed: Decodable {
        struct Key: Decodable { let name, accessKeyId: String }
        let keys: [Key]
    }

    /// What was acknowledged is there and exact, what was deleted is gone, and OUTSCALE has no key that the vault has not.
    func findings(_ expected: [String: Writer.Fate]) throws -> [String] {
        let told = try run(["list", "-o", "json"])
        let listed = try JSONDecoder().decode(Listed.self, from: Data(told.output.utf8)).keys
        let issued = Dictionary(
            uniqueKeysWithValues: try simulator.keys().map { ($0.accessKeyId, $0) })
        return fates(expected, in: listed) + (try secrets(of: listed, issued))
            + orphans(in: issued, beside: listed)
    }

    private func fates(_ expected: [String: Writer.Fate], in listed: [Listed.Key]) -> [String] {
        let names = Set(listed.map(\.name))
        return expected.sorted { $0.key < $1.key }.compactMap { name, fate in
            switch fate {
            case .stored: names.contains(name) ? nil : "\(name) is lost"
            case .deleted: names.contains(name) ? "\(name) is back" : nil
            case .either: nil
            }
        }
    }

    private func secrets(
        of listed: [Listed.Key], _ issued: [String: Simulator.Key]
    ) throws -> [String] {
        try listed.compactMap { key in
            guard let real = issued[key.accessKeyId], !real.deleted else {
                return "\(key.name) is not at OUTSCALE"
            }
            let words = ["exec", key.name, "-q", "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\""]
            return try run(words).output == real.secretKey ? nil : "\(key.name) has another secret"
        }
    }

    private func orphans(
        in issued: [String: Simulator.Key], beside listed: [Listed.Key]
    ) -> [String] {
        let held = Set(listed.map(\.accessKeyId))
        return issued.values.filter {
            !$0.deleted && $0.state == "ACTIVE" && !held.contains($0.accessKeyId)
        }.map { "\($0.accessKeyId) of \($0.owner ?? "-") is an orphan" }
    }
}

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

    /// Recovers until nothing is open, some seconds long.
    ///
    /// Everybody has ended and this simulator answers at once: of a creation whose writer was killed before its request
    /// went out, no key appears any more. A day need not be waited for.
    ///
    /// - Parameter recover: gets the environment that makes the quarantine short.
    static func settled(_ recover: ([String: String]) throws -> Finished) rethrows -> Finished {
        var finished: Finished
        var triesLeft = 30
        repeat {
            finished = try recover(["OSC_VAULT_QUARANTINE": "5"])
            triesLeft -= 1
            if finished.status != 0 { sleep(1) }
        } while finished.status != 0 && triesLeft > 0
        return finished
    }

    /// What was acknowledged is there and exact, what was deleted is gone, and OUTSCALE has no key that the vault has not.
    func findings(_ expected: [String: KeyFates.Fate]) throws -> [String] {
        let told = try run(["list", "-o", "json"])
        let listed = try JSONDecoder().decode(Listed.self, from: Data(told.output.utf8)).keys
        let issued = Dictionary(
            uniqueKeysWithValues: try simulator.keys().map { ($0.accessKeyId, $0) })
        return fates(expected, in: listed) + (try secrets(of: listed, issued))
            + orphans(in: issued, beside: listed)
    }

    private func fates(_ expected: [String: KeyFates.Fate], in listed: [Listed.Key]) -> [String] {
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

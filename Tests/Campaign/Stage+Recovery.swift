import Foundation
import Vault
import VaultTestSupport

/// Recovery as it goes in life: again and again while time passes, until no request can have an effect any more.
extension Stage {
    /// Seconds before each `recover`: at once, past every lag, and past the quarantine.
    private static let spans = [0, 61, quarantine + 60, 61, 61, 61]

    /// - Parameter check: what is looked at whenever recovery has ended with 0; whether it is the last time.
    /// - Returns: what is wrong.
    func recoverWhileTimePasses(
        _ invariants: Invariants, _ check: (_ isLast: Bool) throws -> [String]
    ) throws -> [String] {
        var found: [String] = []
        var last: Finished?
        for (number, span) in Self.spans.enumerated() {
            if span > 0 { try pass(seconds: span) }
            let (recovery, untrue) = try judged(["recover"])
            found += untrue
            last = recovery
            guard recovery.status != 0 else {
                found += try check(false)
                // What is watched settles with the quarantine.
                if number > 1 || !found.isEmpty { break }
                continue
            }
            guard recovery.status == 75 else { break }
            // Rotations go on by themselves as long as anything can change.
            try decide(invariants, recovery, isLate: number >= 2)
        }
        if let last, last.status != 0 {
            let open = try vault().contents.intents.map { "\($0.work)" }
            return found + [
                "recover ended with \(last.status): \(last.output)\(last.errors) open: \(open)"
            ]
        }
        return found.isEmpty ? try check(true) : found
    }

    /// A second recovery says that nothing was open, and does not write the vault.
    func recoverAgain() throws -> [String] {
        let epoch = try vault().epoch
        let again = try run(["recover"])
        var found: [String] = []
        if again.status != 0 || !again.output.contains("Nothing was open") {
            found.append("I13 a second recovery did something: \(again.output)\(again.errors)")
        }
        if try vault().epoch != epoch { found.append("I13 a second recovery wrote the vault") }
        return found
    }
}

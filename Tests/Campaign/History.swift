import Foundation
import Glibc
import Vault
import VaultTestSupport

/// One user's life: what the vault's owner, OUTSCALE, the network, the disk, the clock and other
/// administrators do to its keys.
struct History {
    var random: SplitMix64
    let stage: Stage
    private(set) var steps: [String] = []
    var number = 0
    private(set) var killed = 0

    init(seed: UInt64, stage: Stage) {
        random = SplitMix64(seed: seed)
        self.stage = stage
    }

    /// Plays it to its end and gives all breaches.
    mutating func play() throws -> [String] {
        let rehearsed = try stage.rehearse(Scenario(name: "", command: []))
        defer { try? stage.clear(rehearsed.user) }
        // As long as it is by default: the story's end lets it pass.
        stage.quarantine = Self.day
        let invariants = Invariants(
            stage: stage, user: rehearsed.user, foreign: rehearsed.foreign, expiry: nil,
            othersDelete: true)
        let user = rehearsed.user ?? ""
        for _ in 0..<Int.random(in: 2...8, using: &random) {
            try disturb()
            try shiftClocks()
            var found = try step(user)
            found += try invariants.always(epochBefore: rehearsed.epoch)
            guard found.isEmpty else { return found }
        }
        return try concluded(invariants)
    }

    static let day = 86_400

    mutating func tell(_ step: String) { steps.append(step) }

    mutating func note(_ step: String, _ finished: Finished) -> Finished {
        tell("\(step): \(finished.status)")
        killed += finished.status == 128 + SIGKILL ? 1 : 0
        return finished
    }

    mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    mutating func one<Value>(of values: [Value]) -> Value? {
        values.randomElement(using: &random)
    }

    /// Everything is quiet, and the quarantine of what was lost is over.
    private mutating func concluded(_ invariants: Invariants) throws -> [String] {
        try stage.setFaults()
        stage.skew = 0
        try stage.pass(seconds: Self.day + 3600)
        let stuck = try stage.recoverAsAdvised(invariants)
        guard stuck.isEmpty else { return stuck }
        // Other administrators may have changed what the vault knows; aligning must repair that.
        let user = invariants.user ?? ""
        let aligning = try stage.run(["reconcile", "--user", user, "--fix"])
        guard aligning.status == 0 else {
            return ["reconcile ended with \(aligning.status): \(aligning.errors)"]
        }
        let found = try invariants.settled() + invariants.aligned()
        return try found + (isOne(in: 3) ? again() : [])
    }

    private func again() throws -> [String] {
        let epoch = try stage.vault().epoch
        let again = try stage.run(["recover"])
        let isSame = try stage.vault().epoch == epoch
        return again.status == 0 && isSame
            ? [] : ["I13 a second recovery did something: \(again.output)\(again.errors)"]
    }
}

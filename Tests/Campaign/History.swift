import Foundation
import Glibc
import Vault
import VaultTestSupport

/// One user's life under one model of OUTSCALE: what the vault's owner, OUTSCALE, the network, the disk, the clock and
/// other administrators do to its keys.
struct History {
    var random: SplitMix64
    let stage: Stage
    private let model: ChosenModel
    private(set) var steps: [String] = []
    /// What differs from the usual model.
    private(set) var modelDescription = ""
    var number = 0
    /// A copy of the vault, and how old it is.
    var copied: (path: String, epoch: UInt64)?
    /// A second copy of the vault that lives beside it.
    var living: LivingCopy?
    /// What the copy's last command has said.
    var said: Finished?
    private(set) var killed = 0
    /// What was untrue of what the last step said.
    var untrue: [String] = []
    /// The user's name now.
    var user = ""

    /// - Parameter model: drawn from the seed where there is none.
    init(seed: UInt64, model: ChosenModel?, stage: Stage) {
        random = SplitMix64(seed: seed)
        self.model = model ?? .drawn(seed: seed)
        self.stage = stage
    }

    /// Plays it to its end and gives all breaches.
    mutating func play() throws -> [String] {
        let rehearsed = try stage.rehearse(Scenario(name: "", command: []))
        defer { try? stage.clear(rehearsed.user) }
        modelDescription = try stage.take(model)
        let invariants = Invariants(
            stage: stage, user: rehearsed.user, foreign: rehearsed.foreign, expiry: nil,
            othersMeddle: true)
        user = rehearsed.user ?? ""
        for _ in 0..<Int.random(in: 2...8, using: &random) {
            try disturb()
            try shiftClocks()
            stage.settle = isOne(in: 4) ? 0 : 60
            if isOne(in: 3) { try damageLanding() }
            var found = try step()
            found += untrue
            found += try invariants.always(epochBefore: rehearsed.epoch)
            guard found.isEmpty else { return found }
        }
        return try concluded(invariants)
    }

    mutating func tell(_ step: String) { steps.append(step) }

    mutating func note(_ step: String, _ judged: (finished: Finished, untrue: [String]))
        -> Finished
    {
        tell("\(step): \(judged.finished.status)")
        untrue = judged.untrue
        killed += judged.finished.status == 128 + SIGKILL ? 1 : 0
        return judged.finished
    }

    mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    mutating func one<Value>(of values: [Value]) -> Value? {
        values.randomElement(using: &random)
    }

    /// Everything is quiet, and the quarantine of what was lost is over.
    private mutating func concluded(_ invariants: Invariants) throws -> [String] {
        try stage.setFaults()
        (stage.skew, stage.settle) = (0, 60)
        let found = try stage.recoverWhileTimePasses(invariants) { isLast in
            guard isLast else { return [] }
            // Other administrators may have changed what the vault knows; aligning must repair that.
            var (aligning, untrue) = try stage.judged(["reconcile", "--all-users", "--fix"])
            if aligning.status == 75, untrue.isEmpty {
                // A list may be behind what recovery has just done; a denial counts after the quarantine; and a key may
                // have expired by OUTSCALE's clock, and not by ours.
                try stage.pass(seconds: Stage.quarantine + 900)
                (aligning, untrue) = try stage.judged(["reconcile", "--all-users", "--fix"])
            }
            guard aligning.status == 0 else {
                return ["reconcile ended with \(aligning.status): \(aligning.errors)"] + untrue
            }
            stage.touched = stage.touched.filter { (try? stage.cloud().key($0)?.deleted) != false }
            return try untrue + invariants.settled(isLast: true) + invariants.aligned()
        }
        guard found.isEmpty else { return found }
        let again = isOne(in: 3) ? try stage.recoverAgain() : []
        return try again.isEmpty ? copyConcluded(invariants) : again
    }
}

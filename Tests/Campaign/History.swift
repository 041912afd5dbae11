import Foundation
import Vault
import VaultTestSupport

/// One user's life: what the vault's owner, OUTSCALE, the network and other administrators do to its keys.
struct History {
    private var random: SeededGenerator
    private let stage: Stage
    private(set) var steps: [String] = []
    private var number = 0

    init(seed: UInt64, stage: Stage) {
        random = SeededGenerator(seed: seed)
        self.stage = stage
    }

    mutating func play() throws -> [String] {
        let rehearsed = try stage.rehearse(Scenario(name: "", command: []))
        defer { try? stage.clear(rehearsed.user) }
        let invariants = Invariants(
            stage: stage, user: rehearsed.user, foreign: rehearsed.foreign, expiry: nil)
        let user = rehearsed.user ?? ""
        for _ in 0..<Int.random(in: 2...8, using: &random) {
            try disturb()
            try step(user)
            let found = try invariants.always(epochBefore: rehearsed.epoch)
            guard found.isEmpty else { return found }
        }
        try stage.simulator.control("faults", "{\"faults\":[]}")
        return try concluded(invariants)
    }

    private func concluded(_ invariants: Invariants) throws -> [String] {
        let recovery = try stage.run(["recover"])
        guard recovery.status == 0 else {
            return ["recover ended with \(recovery.status): \(recovery.errors)"]
        }
        // Other administrators may have changed what the vault knows; aligning must repair that.
        _ = try stage.run(["reconcile", "--user", invariants.user ?? "", "--fix"])
        return try invariants.settled()
    }

    private mutating func disturb() throws {
        let action =
            ["CreateAccessKey", "ReadAccessKeys", "UpdateAccessKey", "DeleteAccessKey", "*"]
            .randomElement(using: &random) ?? "*"
        let kinds = [
            "dropBeforeCommit", "dropAfterCommit", "halfAnswer", "html502", "missingSecretKey",
            "malformedJSON", "status429",
        ]
        guard Int.random(in: 0..<3, using: &random) == 0,
            let kind = kinds.randomElement(using: &random)
        else { return try stage.simulator.control("faults", "{\"faults\":[]}").discard() }
        let nth = Int.random(in: 1...3, using: &random)
        steps.append("fault \(kind) \(action) \(nth)")
        try stage.simulator.control(
            "faults",
            "{\"faults\":[{\"action\":\"\(action)\",\"kind\":\"\(kind)\",\"nth\":\(nth)}]}"
        ).discard()
    }

    private mutating func step(_ user: String) throws {
        let names = try stage.vault().contents.keys.filter { $0.user == user }
            .map(\.name.description).sorted()
        guard let name = names.randomElement(using: &random),
            Int.random(in: 0..<3, using: &random) > 0
        else { return try create(user) }
        let commands = [
            ["rotate", name, "--grace", "0"], ["rotate", name], ["rotate", name, "--undo"],
            ["disable", name], ["enable", name], ["expire", name, "20d"], ["tag", name, "t"],
            ["delete-key", name, "--yes"], ["recover"], ["list"],
        ]
        guard Int.random(in: 0..<8, using: &random) > 0 else { return try meddle(user) }
        try run(commands.randomElement(using: &random) ?? ["list"])
    }

    private mutating func create(_ user: String) throws {
        number += 1
        try run(["create-key", "--user", user, "--name", "\(user)-\(number)", "--expires", "30d"])
    }

    /// Another administrator changes one of our keys behind our back.
    private mutating func meddle(_ user: String) throws {
        let keys = try stage.cloud().living(of: user).filter { $0.tag != "foreign" }
        guard let key = keys.randomElement(using: &random) else { return }
        let deed = Bool.random(using: &random) ? "INACTIVE" : "ACTIVE"
        steps.append("meddle \(deed)")
        try stage.simulator.control(
            "keys",
            "{\"do\":\"update\",\"accessKeyId\":\"\(key.accessKeyId)\",\"state\":\"\(deed)\"}"
        ).discard()
    }

    /// Some runs are killed at a random write or answer.
    private mutating func run(_ words: [String]) throws {
        let call = ["fdatasync", "pwrite64", "recvfrom", "sendto"].randomElement(using: &random)
        let nth = Int.random(in: 1...25, using: &random)
        let isKilled = Int.random(in: 0..<4, using: &random) == 0
        let words = words + ["-q"]
        guard isKilled, let call else {
            steps.append(words.joined(separator: " "))
            return try stage.run(words).discard()
        }
        steps.append(words.joined(separator: " ") + " killed at \(call) \(nth)")
        try stage.run(
            words,
            tracing: [
                "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                "inject=\(call):signal=SIGKILL:when=\(nth)",
            ]
        ).discard()
    }
}

extension Data {
    fileprivate func discard() {}
}

extension Finished {
    fileprivate func discard() {}
}

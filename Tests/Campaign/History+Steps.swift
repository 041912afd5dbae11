import Foundation
import Vault
import VaultTestSupport

/// What may happen next in a history.
extension History {
    mutating func step(_ user: String) throws -> [String] {
        let names = try stage.vault().contents.keys.filter { $0.user == user }
            .map(\.name.description).sorted()
        guard let name = one(of: names), !isOne(in: 3) else { return try create(user) }
        guard !isOne(in: 7) else { return try meddle(user) }
        let commands = [
            ["rotate", name, "--grace", "0"], ["rotate", name], ["rotate", name, "--undo"],
            ["disable", name], ["enable", name], ["expire", name, "20d"], ["tag", name, "t"],
            ["delete-key", name, "--yes"], ["recover"], ["list"], ["rotate", "--due"],
            ["reconcile", "--user", user, "--fix"], ["exec", name, "--", "/bin/true"],
        ]
        _ = try run(one(of: commands) ?? ["list"])
        return []
    }

    /// Success promises a key; that its secret is right is looked at after every step.
    private mutating func create(_ user: String) throws -> [String] {
        number += 1
        let name = "\(user)-\(number)"
        let own = isOne(in: 2) ? ["--tag", "mine"] : []
        let finished = try run(
            ["create-key", "--user", user, "--name", name, "--expires", "30d"] + own)
        let isThere = try stage.vault().contents.keys.contains { $0.name.description == name }
        return finished.status != 0 || isThere ? [] : ["I7 success, and no key '\(name)'"]
    }

    /// Calls that a run is disturbed at, and about how many of each a creation makes.
    private static let places: [(call: Disturbance.Preloaded, most: Int)] = [
        (.sync, 30), (.write, 60), (.recv, 12), (.send, 8),
    ]

    /// Some runs are killed, or refused by the disk, at a random write or answer.
    private mutating func run(_ words: [String]) throws -> Finished {
        let words = words.contains("--") ? words : words + ["-q"]
        let title = words.joined(separator: " ")
        guard isOne(in: 3), let (call, most) = one(of: Self.places) else {
            return note(title, try stage.run(words))
        }
        let nth = Int.random(in: 1...most, using: &random)
        let deeds = ["kill", "eio", "enospc", "eio+", "enospc+"]
        let how = [.sync, .write].contains(call) ? one(of: deeds) ?? "kill" : "kill"
        return note(
            "\(title) (\(how) at \(call) \(nth))",
            try stage.run(words, .inside(call, nth: nth, how: how)))
    }
}

// MARK: - What others do

extension History {
    /// Another administrator changes one of our keys behind our back, or makes one.
    private mutating func meddle(_ user: String) throws -> [String] {
        let keys = try stage.cloud().living(of: user).filter { $0.tag != "foreign" }
        guard let key = one(of: keys) else { return [] }
        let deeds = [
            "\"do\":\"update\",\"state\":\"INACTIVE\"", "\"do\":\"update\",\"state\":\"ACTIVE\"",
            "\"do\":\"update\",\"tag\":\"theirs\"", "\"do\":\"update\",\"expirationDate\":null",
            "\"do\":\"delete\"",
        ]
        let deed = one(of: deeds) ?? "\"do\":\"delete\""
        tell("meddle \(deed)")
        try stage.simulator.control("keys", "{\"accessKeyId\":\"\(key.accessKeyId)\",\(deed)}")
        return []
    }

    mutating func disturb() throws {
        let actions = [
            "CreateAccessKey", "ReadAccessKeys", "UpdateAccessKey", "DeleteAccessKey", "*",
        ]
        let kinds = [
            "dropBeforeCommit", "dropAfterCommit", "halfAnswer", "html502", "missingSecretKey",
            "malformedJSON", "status429", "status503", "noTagEcho", "lateCommit", "emptyBody",
            "wrongContentLength",
        ]
        guard isOne(in: 3), let action = one(of: actions), let kind = one(of: kinds) else {
            return try stage.setFaults()
        }
        let nth = Int.random(in: 1...3, using: &random)
        tell("fault \(kind) \(action) \(nth)")
        try stage.setFaults(
            """
            {"action":"\(action)","kind":"\(kind)","nth":\(nth),"seconds":0.05,\
            "every":\(isOne(in: 4))}
            """)
    }

    /// Time passes for all, or the program's own clock jumps; beyond a minute it must be refused.
    mutating func shiftClocks() throws {
        if isOne(in: 5) {
            let seconds = (one(of: [1, 23, 25, 24 * 12]) ?? 1) * 3600
            tell("\(seconds / 3600) h pass")
            try stage.pass(seconds: seconds)
        }
        // Most commands are refused while it is far off, so that it is soon set right.
        let skew = isOne(in: 6) ? one(of: [40, -40, 90, -90, 7200, -7200]) ?? 0 : 0
        if skew != stage.skew { tell("clock off by \(skew) s") }
        stage.skew = skew
    }
}

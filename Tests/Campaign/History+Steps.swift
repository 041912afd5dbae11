import Foundation
import Vault
import VaultTestSupport

/// What may happen next in a history.
extension History {
    mutating func step() throws -> [String] {
        untrue = []
        if let found = try copysTurn() { return found }
        let owner = Owner(stage.firstName(of: user))
        let names = try stage.vault().contents.keys().filter { owner.has($0.user) }
            .map(\.name.description).sorted()
        guard let name = one(of: names), !isOne(in: 3) else { return try create() }
        guard !isOne(in: 6) else {
            try meddle()
            return []
        }
        guard !isOne(in: copied == nil ? 12 : 4) else { return try useCopy() }
        _ = try run(one(of: commands(name)) ?? ["list"])
        return []
    }

    private func commands(_ name: String) -> [[String]] {
        [
            ["rotate", name, "--grace", "0"], ["rotate", name], ["rotate", name, "--undo"],
            ["rotate", name, "--overlap", "1h", "--grace", "1h"],
            ["disable", name], ["enable", name], ["expire", name, "20d"], ["expire", name, "2h"],
            ["expire", name, "never"], ["tag", name, "t"],
            ["delete-key", name, "--yes"], ["recover"], ["recover", "-o", "json"], ["list"],
            ["rotate", "--due"], ["disable", name, "-o", "json"],
            ["expire", name, "9d", "-o", "json"],
            ["reconcile", "--user", user, "--fix"], ["reconcile", "--all-users", "--fix"],
            ["exec", name, "--", "/bin/true"],
            ["exec", name, "--ephemeral", "1h", "--", "/bin/true"],
            ["exec", "--user", user, "--ephemeral", "1h", "--", "/bin/true"],
        ]
    }

    /// Success promises a key; that its secret is right is looked at after every step.
    private mutating func create() throws -> [String] {
        number += 1
        let name = "\(user)-\(number)"
        let own = isOne(in: 2) ? ["--tag", "mine"] : []
        let span = one(of: ["30d", "30d", "2h", "never"]) ?? "30d"
        let format = isOne(in: 4) ? ["-o", "json"] : []
        let finished = try run(
            ["create-key", "--user", user, "--name", name, "--expires", span] + own + format)
        let isThere = try stage.vault().contents.keys().contains { $0.name.description == name }
        return finished.status != 0 || isThere ? [] : ["I7 success, and no key '\(name)'"]
    }

    /// Calls that a run is disturbed at, and about how many of each a creation makes.
    private static let places: [(call: Disturbance.Preloaded, most: Int)] = [
        (.sync, 30), (.write, 60), (.recv, 12), (.send, 8),
    ]

    /// Some runs are killed, or refused by the disk, at a random write or answer.
    mutating func run(_ words: [String]) throws -> Finished {
        let title = words.joined(separator: " ")
        guard isOne(in: 3), let (call, most) = one(of: Self.places) else {
            return note(title, try stage.judged(words))
        }
        let nth = Int.random(in: 1...most, using: &random)
        let deeds = ["kill", "eio", "enospc", "eio+", "enospc+"]
        let how = [.sync, .write].contains(call) ? one(of: deeds) ?? "kill" : "kill"
        return note(
            "\(title) (\(how) at \(call) \(nth))",
            try stage.judged(words, .inside(call, nth: nth, how: how)))
    }
}

extension Stage {
    /// A renamed user's first name.
    func firstName(of user: String) -> String {
        user.split(separator: "-").first.map(String.init) ?? user
    }
}

import Foundation
import Vault
import VaultTestSupport

/// A command that changes something, and what has to be true before it.
struct Scenario: Sendable {
    enum Step: Sendable {
        /// Must end with 0.
        case vault([String])
        /// May end as it likes.
        case disturbed(faults: String, [String])
        /// Killed at the n-th call that the finder picks from a run's trace.
        case killed(at: @Sendable (Trace) -> (call: String, nth: Int)?, [String])
    }

    let name: String
    var before: [Step] = []
    let command: [String]
    /// Whether a working key must be there at every moment.
    var keepsWorkingKey = false
    /// Whether the keys' expiry is what they were created with.
    var keepsExpiry = true
    /// Whether it is about the key that signs the profile's calls, which belongs to no user.
    var isAboutSigner = false
    /// Whether the user has no key of ours once recovery is through.
    var leavesNoKey = false
}

extension Scenario {
    static let lifetime = "30d"
    private static let create = [
        "create-key", "--user", "USER", "--name", "USER", "--expires", lifetime, "--tag", "mine",
    ]

    static let shell = "sh"
    /// Leaves a line where it ran.
    static let exec = ["exec", "USER", "--", shell, "-c", "echo >>\"$HOME/ran\""]

    private static let cheap = [
        "--new-password-file", "PASSWORD", "--kdf-memory", "64MiB", "--kdf-passes", "3",
    ]

    /// `USER` stands for the case's own user, `PASSWORD` for the file of the home's password.
    static let all: [Scenario] = [
        Scenario(name: "create-key", command: create),
        Scenario(
            name: "rotate", before: [.vault(create)], command: ["rotate", "USER", "--grace", "0"],
            keepsWorkingKey: true),
        Scenario(
            name: "rotate-undo", before: [.vault(create), .vault(["rotate", "USER"])],
            command: ["rotate", "USER", "--undo"], keepsWorkingKey: true),
        Scenario(
            name: "rotate-signer", command: ["rotate", "admin", "--grace", "0"],
            keepsWorkingKey: true, keepsExpiry: false, isAboutSigner: true),
        Scenario(name: "disable", before: [.vault(create)], command: ["disable", "USER"]),
        Scenario(name: "tag", before: [.vault(create)], command: ["tag", "USER", "other"]),
        Scenario(
            name: "expire", before: [.vault(create)], command: ["expire", "USER", "60d"],
            keepsWorkingKey: true, keepsExpiry: false),
        Scenario(
            name: "delete-key", before: [.vault(create)], command: ["delete-key", "USER", "--yes"]),
        Scenario(name: "exec", before: [.vault(create)], command: exec),
        Scenario(
            name: "exec-again", before: [.vault(create), .vault(exec), .vault(exec)],
            command: exec),
        Scenario(
            name: "exec-folded", before: [.vault(create), .vault(exec), .vault(exec)],
            command: ["log"]),
        Scenario(
            name: "exec-after-fold",
            before: [
                .vault(create), .vault(exec),
                .killed(at: { $0.afterCommit }, ["log"]),
            ], command: exec),
        Scenario(
            name: "recover-landed", before: [.killed(at: { $0.afterLanding }, create)],
            command: ["recover"]),
        Scenario(
            name: "recover-lost",
            before: [
                .disturbed(
                    faults: """
                        {"action":"CreateAccessKey","kind":"dropAfterCommit"},\
                        {"action":"ReadAccessKeys","kind":"html502","nth":2,"every":true}
                        """, create)
            ], command: ["recover"]),
        Scenario(
            name: "recover-rotation",
            before: [
                .vault(create),
                .killed(at: { $0.half(of: "fdatasync") }, ["rotate", "USER", "--grace", "0"]),
            ], command: ["recover"], keepsWorkingKey: true),
        Scenario(
            name: "lease", command: ["exec", "--user", "USER", "--ephemeral", "1h", "--", "true"],
            keepsExpiry: false, leavesNoKey: true),
        Scenario(
            name: "recover-lease",
            before: [
                .killed(
                    at: { $0.half(of: "fdatasync") },
                    ["exec", "--user", "USER", "--ephemeral", "1h", "--", "true"])
            ], command: ["recover"], keepsExpiry: false, leavesNoKey: true),
        // The recovery code opens the vault; a new key has no slot for the password, so it may have to come first.
        Scenario(
            name: "passwd",
            before: [
                .vault(create), .disturbed(faults: "", ["slot", "add", "password"] + cheap),
            ],
            command: ["passwd", "--slot", "0"] + cheap, keepsWorkingKey: true),
        Scenario(
            name: "rekey", before: [.vault(create), .vault(exec)], command: ["rekey", "-y"],
            keepsWorkingKey: true),
    ]
}

extension Scenario {
    /// What an undisturbed end with 0 promises: the key that it names is in the vault.
    func promised(to user: String?, in vault: borrowing UnlockedVault) throws -> [String] {
        guard ["create-key", "rotate"].contains(name), let user else { return [] }
        let isThere = try vault.contents.keys().contains { $0.name.description == user }
        return isThere ? [] : ["I7 success, and no key '\(user)' in the vault"]
    }
}

/// A scenario in a case of its own, up to the command.
struct Rehearsed {
    /// The keys' owner; `nil` for the account itself.
    let user: String?
    let foreign: String?
    let expiry: String?
    let epoch: UInt64
}

extension Stage {
    private struct ForeignKey: Decodable { let accessKeyId: String }

    /// Makes everything that a scenario needs, and another administrator's key beside it.
    func rehearse(_ scenario: Scenario) throws -> Rehearsed {
        guard !scenario.isAboutSigner else {
            return Rehearsed(user: nil, foreign: nil, expiry: nil, epoch: try vault().epoch)
        }
        let user = try newUser()
        let foreign = try JSONDecoder().decode(
            ForeignKey.self,
            from: simulator.control(
                "keys", "{\"do\":\"create\",\"owner\":\"\(user)\",\"tag\":\"foreign\"}"))
        for step in scenario.before { try perform(step, for: user) }
        let day = Date().addingTimeInterval(30 * 86_400).formatted(.iso8601.year().month().day())
        return Rehearsed(
            user: user, foreign: foreign.accessKeyId, expiry: scenario.keepsExpiry ? day : nil,
            epoch: try vault().epoch)
    }

    func words(_ words: [String], for user: String?) -> [String] {
        words.map { word in
            switch word {
            case "USER": user ?? word
            case "PASSWORD": home.path("password")
            default: word
            }
        }
    }

    private func perform(_ step: Scenario.Step, for user: String) throws {
        switch step {
        case .vault(let command):
            let finished = try run(words(command, for: user))
            guard finished.status == 0 else { throw Failed(command, finished.errors) }
        case .disturbed(let faults, let command):
            try setFaults(faults)
            _ = try run(words(command, for: user))
            try setFaults()
        case .killed(let finder, let command):
            guard let place = finder(try trace(of: command)) else {
                throw Failed(command, "no place to kill it at")
            }
            _ = try run(words(command, for: user), .killed(at: place.call, place.nth))
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
        init(_ command: [String], _ why: String) {
            description = "\(command.joined(separator: " ")): \(why)"
        }
    }
}

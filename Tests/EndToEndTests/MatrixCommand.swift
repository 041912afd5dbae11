import Foundation
import Testing
import VaultTestSupport

/// A command as a stranger types it, and what it is good for in the matrix.
struct MatrixCommand: CustomTestStringConvertible, Sendable {
    /// `{}` stands for the home.
    let words: [String]
    /// Whether its last word but the options is the name of a key or a profile.
    var names = false
    /// Whether it writes a result without the network and changes nothing.
    var prints = false
    /// Whether it knows `-o json`.
    var hasJSON = false
    /// Whether it opens the vault.
    var opens = true
    /// Whether its result is for a program, which wants its lines whole.
    var isForPrograms = false
    /// What runs behind `--`.
    var inner: [String] = []

    var testDescription: String {
        (words + (inner.isEmpty ? [] : ["--"]) + inner).joined(separator: " ")
    }

    static let all: [MatrixCommand] = [
        MatrixCommand(words: ["list"], prints: true, hasJSON: true),
        MatrixCommand(words: ["ls"], prints: true, hasJSON: true),
        MatrixCommand(words: ["show", "hand"], names: true, prints: true, hasJSON: true),
        MatrixCommand(
            words: ["show", "--reveal", "hand"], names: true, prints: true, isForPrograms: true),
        MatrixCommand(
            words: ["env", "--shell", "sh", "hand"], names: true, prints: true, isForPrograms: true),
        MatrixCommand(
            words: ["env", "--format", "json", "hand"], names: true, prints: true,
            isForPrograms: true),
        MatrixCommand(words: ["exec", "hand"], names: true, inner: ["true"]),
        MatrixCommand(
            words: ["exec", "--mask", "hand"], names: true, prints: true, isForPrograms: true,
            inner: ["echo", "done"]),
        MatrixCommand(words: ["shell", "hand"], names: true),
        MatrixCommand(words: ["import", "-y", "{}/keys.json"], hasJSON: true),
        MatrixCommand(
            words: ["add", "new", "--access-key-id", "ABCDEFGH12345678", "--secret-fd", "3"],
            hasJSON: true),
        MatrixCommand(words: ["create-key", "--user", "alice"], hasJSON: true),
        MatrixCommand(words: ["rotate", "hand"], names: true, hasJSON: true),
        MatrixCommand(words: ["disable", "hand"], names: true, hasJSON: true),
        MatrixCommand(words: ["enable", "hand"], names: true, hasJSON: true),
        MatrixCommand(words: ["expire", "hand", "90d"], hasJSON: true),
        MatrixCommand(words: ["tag", "hand", "text"], hasJSON: true),
        MatrixCommand(words: ["delete-key", "-y", "hand"], names: true),
        MatrixCommand(words: ["forget", "-y", "hand"], names: true),
        MatrixCommand(words: ["recover"], hasJSON: true),
        MatrixCommand(words: ["reconcile"], hasJSON: true),
        MatrixCommand(words: ["users"], hasJSON: true),
        MatrixCommand(words: ["log"], prints: true, hasJSON: true),
        MatrixCommand(words: ["profile", "add", "new", "--region", "eu-west-2"]),
        MatrixCommand(words: ["profile", "list"], prints: true, hasJSON: true),
        MatrixCommand(
            words: ["profile", "show", "test"], names: true, prints: true, hasJSON: true),
        MatrixCommand(words: ["profile", "use", "test"], names: true),
        MatrixCommand(words: ["profile", "set", "--region", "eu-west-2", "test"], names: true),
        MatrixCommand(words: ["profile", "remove", "-y", "test"], names: true),
        MatrixCommand(words: ["lease", "list"], hasJSON: true),
        MatrixCommand(words: ["lease", "end", "hand"], names: true),
        MatrixCommand(words: ["passwd", "--new-password-file", "{}/password"]),
        MatrixCommand(words: ["slot", "list"], prints: true, hasJSON: true),
        MatrixCommand(words: ["slot", "add", "password", "--new-password-file", "{}/password"]),
        MatrixCommand(words: ["slot", "add", "recovery", "--new-recovery-file", "{}/code"]),
        MatrixCommand(words: ["slot", "add", "key-file", "{}/key-file"]),
        MatrixCommand(words: ["slot", "remove", "-y", "1"]),
        MatrixCommand(words: ["rekey", "-y", "--no-recovery"]),
        MatrixCommand(words: ["unlock"], hasJSON: true),
        MatrixCommand(words: ["verify"], prints: true, hasJSON: true),
        MatrixCommand(words: ["backup", "{}/backup"]),
        MatrixCommand(words: ["status"], prints: true, hasJSON: true, opens: false),
        MatrixCommand(
            words: ["completion", "bash"], prints: true, opens: false, isForPrograms: true),
        MatrixCommand(words: ["doctor", "--offline"], hasJSON: true, opens: false),
    ]

    /// Commands that have nothing of the matrix, and why.
    static let others = [
        "init": "it makes the vault; its suites are those of the first minutes",
        "restore":
            "it wants a copy of the vault before it looks for anything else; CopyCommandTests",
        "salvage": "it opens a damaged copy; CopyCommandTests",
        "lock": "it needs no vault, prints nothing, and is content without an agent",
        "agent": "it stays; AgentTests",
        "clear-clipboard": "only show --copy runs it; SecretForPersonTests",
        "team create": onServer, "team join": onServer, "team head": onServer,
        "team check": onServer, "team leave": onServer,
        "team grants": "it needs no vault, and prints the same for everybody",
        "member list": onServer, "member invite": onServer, "member admit": onServer,
        "member cancel": onServer, "member role": onServer, "member remove": onServer,
    ]
    private static let onServer = "it needs a server; the suites of the team"

    static let opening = all.filter(\.opens)
    static let named = all.filter(\.names)
    static let printing = all.filter(\.prints)
    static let json = all.filter { $0.hasJSON && $0.opens }
    /// Of these a person reads the lines. Without a lease, `lease list` prints none.
    static let shown = printing.filter { !$0.isForPrograms }

    /// The command line, with options in the command's own part.
    func line(_ options: [String] = [], renaming name: String? = nil, in home: Workspace)
        -> [String]
    {
        var own = words.map { $0.replacing("{}", with: home.root.path) }
        if let name { own[own.endIndex - 1] = name }
        return own + options + (inner.isEmpty ? [] : ["--"]) + inner
    }
}

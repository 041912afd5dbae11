import Foundation
import Testing
import VaultTestSupport

extension Workspace {
    /// A vault with one key, `k`, whose secret is `Workspace.loginPassword`.
    static func withOneKey() throws -> Workspace {
        let home = try Workspace()
        try home.prepare(for: nil)
        try home.vault("profile", "add", "test", "--region", "eu-west-2")
        try home.vault(
            "add", "k", "--access-key-id", "ABCDEFGHIJ0123456789", "--secret-fd", "3",
            "--no-verify")
        return home
    }

    /// The words that run a command with the secret masked.
    func masked(_ command: String...) -> [String] {
        ["exec", "k", "--mask", "--password-file", path("password"), "--"] + command
    }

    /// Runs a command with the secret masked.
    func runMasked(_ command: String...) throws -> Finished {
        let words = ["exec", "k", "--mask", "--password-file", path("password"), "--"] + command
        return try Child(BuiltProducts.vault, words, environment: environment).finish()
    }

    /// The same, by a shell's line, in which `$masked` runs a command.
    func shell(_ line: String) throws -> Finished {
        let prefix = ([BuiltProducts.vault] + masked()).joined(separator: " ")
        return try Child(
            "sh", ["-c", line], environment: environment.merging(["masked": prefix]) { $1 }
        ).finish()
    }

    /// Waits for a file that a command makes when it has come so far.
    func await(_ name: String) {
        let isThere = eventually { FileManager.default.fileExists(atPath: path(name)) }
        if !isThere { Issue.record("\(name) never came") }
    }
}

import Foundation
import Testing
import VaultTestSupport

/// A person with a machine of their own, and the team's vault as their usual one.
final class TeamMember {
    static let cheap = ["--kdf-memory", "64MiB", "--kdf-passes", "3"]

    let name: String
    let home: Workspace
    let url: String

    init(_ name: String, at url: String, password: String? = nil) throws {
        (self.name, self.url) = (name, url)
        home = try Workspace()
        try home.write(
            password ?? "the member's password of \(name)", to: "member-password")
    }

    var passwordFile: String { home.path("member-password") }

    /// Takes from this machine what it keeps of the team's vault in files that end so.
    func lose(_ suffixes: String...) throws {
        let folder = home.path("state/osc-vault")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where suffixes.contains(where: name.hasSuffix) {
            try FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }

    /// Runs `vault` on the team's vault.
    @discardableResult
    func vault(_ words: String..., environment: [String: String] = [:]) throws -> Finished {
        try run(words, environment)
    }

    func vault(_ words: [String], environment: [String: String] = [:]) throws -> Finished {
        try run(words, environment)
    }

    /// The same, which must end with 0.
    @discardableResult
    func succeed(
        _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Finished {
        let finished = try run(words, [:])
        #expect(finished.status == 0, "\(finished.errors)", sourceLocation: sourceLocation)
        return finished
    }

    private func run(_ words: [String], _ extra: [String: String]) throws -> Finished {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        return try home.bare(
            words[..<end] + ["--password-file", passwordFile] + words[end...],
            environment: ["OSC_VAULT": url].merging(extra) { $1 })
    }

    /// Asks for a place in the team with the code of another's invitation.
    func join(
        with code: String, as name: String? = nil, memberFile: String? = nil
    ) throws -> Finished {
        try home.write(code, to: "code")
        return try home.bare(
            ["team", "join", url, "--name", name ?? self.name, "--code-file", home.path("code")]
                + ["--new-password-file", passwordFile] + Self.cheap
                + (memberFile.map { ["--member-file", $0] } ?? []))
    }

    /// The code of a new invitation.
    func invite(_ name: String, as role: String, _ more: String...) throws -> String {
        let file = home.path("code-for-\(name)")
        try? FileManager.default.removeItem(atPath: file)
        let finished = try run(
            ["member", "invite", name, "--role", role, "--code-file", file] + more, [:])
        #expect(finished.status == 0, "\(finished.errors)")
        return try String(contentsOfFile: file, encoding: .utf8)
    }

    /// The secret that a command would get.
    func secret(of key: String) throws -> String {
        try vault("exec", key, "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\"").output
    }
}

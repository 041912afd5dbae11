import Foundation
import Testing
import VaultTestSupport

/// A key as `vault list -o json` tells it.
struct ListedKey: Decodable {
    let name: String
    let user: String?
    let accessKeyId: String
    /// `nil` where nobody has asked OUTSCALE.
    let state: String?
    let status: String
    let expiresAt: String?
    let tag: String?
}

extension Workspace {
    private struct Listing: Decodable { let keys: [ListedKey] }

    func listed() throws -> [ListedKey] {
        let output = try vault("list", "-o", "json").output
        return try JSONDecoder().decode(Listing.self, from: Data(output.utf8)).keys
    }

    func listed(_ name: String) throws -> ListedKey {
        try #require(try listed().first { $0.name == name })
    }

    /// Runs `vault`, which must end with 0.
    @discardableResult
    func succeed(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws
        -> Finished
    {
        try succeed(words, sourceLocation: sourceLocation)
    }

    @discardableResult
    func succeed(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) throws
        -> Finished
    {
        let finished = try vault(words)
        #expect(finished.status == 0, "\(finished.errors)", sourceLocation: sourceLocation)
        return finished
    }

    /// A profile and a key of it that nobody has at OUTSCALE.
    func addKey(_ name: String) throws {
        try succeed("profile", "add", "none", "--region", "eu-west-2")
        try write("SECRET-OF-\(name)", to: "secret")
        let added = try Child(
            BuiltProducts.vault,
            [
                "add", name, "--access-key-id", "AKADDED00000000000AB", "--secret-fd", "3",
                "--no-verify", "--password-file", path("password"),
            ], environment: environment, files: [3: path("secret")]
        ).finish()
        #expect(added.status == 0, "\(added.errors)")
    }

    /// The secret that a command would get.
    func secret(of name: String) throws -> String {
        try vault("exec", name, "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\"").output
    }
}

extension Simulator {
    func key(_ id: String) throws -> Key {
        try #require(try keys().first { $0.accessKeyId == id })
    }

    func living(of owner: String?) throws -> [Key] {
        try keys().filter { $0.owner == owner && !$0.deleted }
    }
}

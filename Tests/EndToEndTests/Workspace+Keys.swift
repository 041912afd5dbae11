import Foundation
import Testing
import VaultTestSupport

/// A key as `vault list -o json` tells it.
struct ListedKey: Decodable {
    let name: String
    let user: String?
    let accessKeyId: String
    let state: String
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
        let finished = try bare(words + ["--password-file", path("password")])
        #expect(finished.status == 0, "\(finished.errors)", sourceLocation: sourceLocation)
        return finished
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

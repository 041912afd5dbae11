import Foundation
import Testing

@testable import Vault

@Suite("What is signed, authenticated or hashed for a purpose")
struct StatementKindTests {
    /// As they stand in the sources.
    private func purposes() throws -> Set<String> {
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources").standardized
        let files = FileManager.default.enumerator(atPath: sources.path)?.allObjects as? [String]
        var found: Set<String> = []
        for name in try #require(files) where name.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
            for match in text.matches(of: #/"(vault/[a-z/-]+/v[0-9]+)/#) {
                found.insert(String(match.1))
            }
        }
        return found
    }

    @Test func `begins with its own bytes, which begin no other's`() throws {
        let purposes = try purposes()
        #expect(purposes.isSuperset(of: StatementKind.allCases.map(\.rawValue)))
        #expect(purposes.count > 20)
        for one in purposes {
            for other in purposes where one != other {
                #expect(!other.hasPrefix(one), "\(one) and \(other)")
            }
        }
    }
}

import Foundation
import Testing

@testable import Vault

/// Whatever is signed, authenticated or hashed for a purpose begins with bytes of its own, or has a key of its own. The lists are
/// taken from the sources and from docs/format.md, so that neither can have one that the other lacks.
@Suite("What is signed, authenticated or hashed for a purpose")
struct StatementKindTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardized

    private static func sources() throws -> [String] {
        let folder = root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String]
        return try #require(files).filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }
    }

    private static func format() throws -> String {
        try String(contentsOf: root.appending(path: "docs/format.md"), encoding: .utf8)
    }

    /// What a text that begins with `vault/` says up to its end, or to what is put into it. A program's name is none.
    private func purposes(in texts: [String]) -> Set<String> {
        Set(texts.flatMap { $0.matches(of: #/"(vault/[^"\\\s]+)["\\]/#).map { String($0.1) } })
    }

    private func subkeys(_ texts: [String], _ form: Regex<(Substring, Substring, Substring)>)
        -> Set<String>
    {
        Set(texts.flatMap { $0.matches(of: form).map { "\($0.1) \($0.2)" } })
    }

    /// Pairs of which one is the beginning of the other.
    private func clashes(_ purposes: Set<String>) -> [String] {
        purposes.flatMap { one in
            purposes.filter { $0 != one && $0.hasPrefix(one) }.map { "\(one) and \($0)" }
        }
    }

    @Test func `begins with its own bytes, which begin no other's`() throws {
        let purposes = purposes(in: try Self.sources())
        #expect(purposes.isSuperset(of: StatementKind.allCases.map(\.rawValue)))
        #expect(purposes.count >= 29)
        #expect(clashes(purposes) == [])
    }

    @Test func `is found by this suite, in every form that it has in the sources`() {
        let text = #"""
            let one = "vault/one/v1"; let two = "vault/one/v12".utf8; let three = "vault/x\(host)"
            """#
        let found = purposes(in: [text])
        #expect(found == ["vault/one/v1", "vault/one/v12", "vault/x"])
        #expect(clashes(found) == ["vault/one/v1 and vault/one/v12"])
    }

    @Test func `stands in docs/format.md`() throws {
        let format = try Self.format()
        for purpose in purposes(in: try Self.sources()) {
            #expect(format.contains(purpose), "\(purpose)")
        }
    }

    @Test func `or is under a subkey of its own, which docs/format.md names`() throws {
        let used = subkeys(try Self.sources(), #/Subkey\.derive\(\s*(\d+), "(\w+)"/#)
        let told = subkeys([try Self.format()], #/KDF\([^,()]+, (\d+), "(\w+)"\)/#)
        #expect(used == told)
        #expect(used.count == 11)
        #expect(used.allSatisfy { $0.split(separator: " ").last?.utf8.count == 8 })
    }
}

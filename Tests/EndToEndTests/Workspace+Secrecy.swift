import Foundation
import Testing
import VaultTestSupport

extension Workspace {
    /// What `env` prints under `vault exec`. It goes to this test only and is not kept in the transcript.
    func run(printing key: String, _ inherited: [String: String]) throws -> [String: String] {
        let child = try Child(
            BuiltProducts.vault,
            ["exec", key, "--aws", "--password-file", path("password"), "--", "env"],
            environment: environment.merging(inherited) { $1 })
        let finished = try child.finish()
        #expect(finished.status == 0)
        return Dictionary(
            finished.output.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: "=", maxSplits: 1)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            }, uniquingKeysWith: { first, _ in first })
    }

    /// No secret in clear, hexadecimal or base64 in anything printed or in any file.
    func expectNoTrace(of secrets: [String]) {
        let own = ["password", "login"]
        for secret in secrets {
            for form in Self.forms(of: secret) {
                #expect(!transcript.contains(form), "a secret was printed")
                for file in files() where !own.contains(file.path) {
                    #expect(
                        file.content.range(of: Data(form.utf8)) == nil,
                        "a secret is in \(file.path)")
                }
            }
        }
    }

    /// No metadata in clear in the vault's file.
    func expectSealed(_ words: [String]) throws {
        let content = try #require(FileManager.default.contents(atPath: database))
        for word in words {
            #expect(content.range(of: Data(word.utf8)) == nil, "'\(word)' is in the vault in clear")
        }
    }

    /// Raw, hexadecimal, URL-encoded, and base64 wherever in a longer text it may have begun.
    private static func forms(of secret: String) -> [String] {
        let data = Data(secret.utf8)
        let hex = data.map { String(format: "%02x", $0) }.joined()
        let base64 = (0..<3).map { offset in
            let text = (Data(count: offset) + data).base64EncodedString()
            // The first and the last quantum depend on what stands beside the secret.
            return String(text.dropFirst(4).dropLast(4).prefix(20))
        }
        let encoded = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        return [secret, hex, hex.uppercased(), encoded ?? secret] + base64
    }
}

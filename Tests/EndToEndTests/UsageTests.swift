import Foundation
import Testing
import VaultTestSupport

@Suite("Words that can't be understood")
struct UsageTests {
    @Test(arguments: [
        (["lst"], "there is no command 'lst'. Did you mean 'list'", "vault --help"),
        (["list", "--bogus"], "unknown option '--bogus'", "vault list --help"),
        (["list", "extra"], "unexpected argument 'extra'", "vault list --help"),
        (["create-key", "--expires"], "missing value", "vault create-key --help"),
        (["list", "-o", "xml"], "'yaml', 'ics' or 'prometheus'", "vault list --help"),
        (["profile", "ad"], "unexpected argument 'ad'", "vault profile --help"),
        (["profile", "show", "--bogus"], "unknown option", "vault profile show --help"),
        (["rotate"], "name the keys to rotate", "vault rotate --help"),
        (["list", "--\u{1B}[31m"], "unknown option '-- [31m'", "vault list --help"),
    ])
    func `are answered with one sentence that names the help`(
        words: [String], sentence: String, help: String
    ) throws {
        let home = try Workspace()
        let finished = try home.bare(words)
        home.expect(64, sentence, finished)
        #expect(finished.errors.hasSuffix("See '\(help)'.\n"))
        #expect(finished.errors.hasPrefix("vault: "))
        #expect(finished.errors.split(separator: "\n").count == 1)
        #expect(finished.output.isEmpty)
    }

    @Test func `are an object too where JSON was asked for`() throws {
        let failed = try Workspace().bare(["rotate", "-o", "json"])
        let object =
            try JSONSerialization.jsonObject(with: Data(failed.output.utf8)) as? [String: Any]
        let error = try #require(object?["error"] as? [String: Any])
        #expect(error["code"] as? Int == 64)
        #expect(error["kind"] as? String == "usage")
    }

    @Test(arguments: ["--help", "help", "--version"])
    func `differ from a question for help`(word: String) throws {
        let finished = try Workspace().bare([word])
        #expect(finished.status == 0)
        #expect(finished.errors.isEmpty)
        #expect(!finished.output.isEmpty)
    }
}

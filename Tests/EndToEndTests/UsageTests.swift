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
        (
            ["profile", "ad"], "there is no command 'ad'. Did you mean 'add'",
            "vault profile --help"
        ),
        (["frobnicate", "--help"], "there is no command 'frobnicate'", "vault --help"),
        (["help", "frobnicate"], "there is no command 'frobnicate'", "vault --help"),
        (
            ["slot", "frobnicate", "--help"], "there is no command 'frobnicate'",
            "vault slot --help"
        ),
        (["profile", "show", "--bogus"], "unknown option", "vault profile show --help"),
        (["rotate"], "name the keys to rotate", "vault rotate --help"),
        (["remove", "k"], "Did you mean 'forget' or 'delete-key'?", "vault --help"),
        (["login"], "Did you mean 'unlock'?", "vault --help"),
        (["clear"], "there is no command 'clear'. Did you mean 'lock'?", "vault --help"),
        (["list", "--json"], "'--json'. Did you mean '-o json'?", "vault list --help"),
        (["lock", "--json"], "unknown option '--json'.", "vault lock --help"),
        (
            ["member", "invite", "bob", "--role", "reader", "--wait"], "say --until-joined.",
            "vault member invite --help"
        ),
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

    @Test(arguments: [
        (["exec", "alice", "terraform", "plan"], "vault exec alice -- terraform plan"),
        (["exec", "alice", "--mask", "terraform"], "vault exec alice --mask -- terraform"),
    ])
    func `of another command are told to stand behind two dashes`(words: [String], line: String)
        throws
    {
        let home = try Workspace()
        home.expect(64, "put -- before the command that is to run: \(line).", try home.bare(words))
    }

    @Test func `before the command are told to stand behind it`() throws {
        let home = try Workspace()
        home.expect(
            64, "put the command first: vault list --vault x.db -o json.",
            try home.bare(["--vault", "x.db", "list", "-o", "json"]))
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

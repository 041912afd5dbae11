import Foundation
import Testing
import VaultTestSupport

/// The same program under another name, in a home of its own.
private func run(as name: String, _ words: [String], in home: Workspace) throws -> Finished {
    let link = home.path(name)
    try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: BuiltProducts.vault)
    return try Child(link, words, environment: home.environment).finish()
}

@Suite("The name that the program is called by")
struct ProgramNameTests {
    @Test(arguments: ["vault", "osc-vault"])
    func `begins every message, and stands in the commands that it names`(name: String) throws {
        let said = try run(as: name, ["list"], in: Workspace())
        #expect(said.status == 66)
        #expect(said.errors.hasPrefix("\(name): there is no vault at "))
        #expect(said.errors.contains("Make one with '\(name) init'"))
    }

    @Test func `stands in what programs read`() throws {
        let said = try run(as: "osc-vault", ["list", "-o", "json"], in: Workspace())
        #expect(said.output.contains("Make one with 'osc-vault init'"))
        #expect(!said.output.contains("'vault "))
    }

    @Test func `stands in help, its examples and the hint for wrong words`() throws {
        let help = try run(as: "osc-vault", ["help", "exec"], in: Workspace())
        #expect(help.status == 0)
        #expect(help.output.contains("USAGE: osc-vault exec"))
        #expect(!help.output.contains(": vault ") && !help.output.contains("'vault"))
        #expect(help.output.contains("osc-vault exec alice --mask"))
        let wrong = try run(as: "osc-vault", ["lst"], in: Workspace())
        #expect(wrong.errors.hasSuffix("See 'osc-vault --help'.\n"))
    }

    @Test func `is not repeated where it is no plain word`() throws {
        let said = try run(as: "odd\u{1B}[31m name", ["list"], in: Workspace())
        #expect(said.errors.hasPrefix("osc-vault: "))
    }
}

@Suite("A system without /proc")
struct ProcTests {
    /// Swift takes the command line from there.
    @Test(arguments: [["list"], ["--help"], []])
    func `gets a sentence, and nothing is done`(words: [String]) throws {
        let home = try Workspace()
        let unshare = "/usr/bin/unshare"
        let within = ["--map-root-user", "--mount", "sh", "-c"]
        let probe = try Child(
            unshare, within + ["mount -t tmpfs none /proc"], environment: home.environment
        ).finish()
        guard probe.status == 0 else { return print("skipped: there is no namespace here") }
        let command = "mount -t tmpfs none /proc && exec \"$0\" \"$@\""
        let finished = try Child(
            unshare, within + [command, BuiltProducts.vault] + words, environment: home.environment
        ).finish()
        #expect(finished.status == 78)
        #expect(finished.output.isEmpty)
        #expect(finished.errors.contains("/proc is not mounted here. Nothing was done. Mount it"))
    }
}

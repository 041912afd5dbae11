import Foundation
import SystemPackage
import Testing

@testable import PlaintextCredentials

@Suite("Keys are taken out of a file")
struct ScrubTests {
    @Test(arguments: [
        (#"{"a": {"access_key": "I", "secret_key": "S"}}"#, #"{"a": {}}"#),
        (
            #"{"a": {"access_key": "I", "secret_key": "S", "region": "r"}}"#,
            #"{"a": {"region": "r"}}"#
        ),
        (
            #"{"a": {"region": "r", "access_key": "I", "secret_key": "S"}}"#,
            #"{"a": {"region": "r"}}"#
        ),
        (
            #"{"a": {"access_key": "I", "b": 1, "secret_key": "S", "c": 2}}"#,
            #"{"a": {"b": 1, "c": 2}}"#
        ),
        (
            #"{"a": {"b": 1, "access_key": "I", "c": [{"x": 1}], "secret_key": "S"}}"#,
            #"{"a": {"b": 1, "c": [{"x": 1}]}}"#
        ),
        (
            "{\n  \"a\": {\n    \"access_key\": \"I\",\n    \"secret_key\": \"S\",\n    \"b\": 1\n  }\n}\n",
            "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n"
        ),
    ])
    func `and all other bytes stay`(before: String, after: String) throws {
        let scratch = try ScratchFile("config.json", before)
        let file = try scratch.file()
        try file.scrub(file.keys())
        #expect(try scratch.text == after)
    }

    @Test func `some of them, while others stay`() throws {
        let rest = #""b": {"access_key": "J", "secret_key": "T"}"#
        let scratch = try ScratchFile(
            "config.json", #"{"a": {"access_key": "I", "secret_key": "S"}, "# + rest + "}")
        let file = try scratch.file()
        try file.scrub(file.keys().filter { $0.name == "a" })
        #expect(try scratch.text == #"{"a": {}, "# + rest + "}")
    }

    @Test func `line by line`() throws {
        let scratch = try ScratchFile(
            ".env", "A=1\nOSC_ACCESS_KEY=I\nB=$A\nexport OSC_SECRET_KEY=S")
        let file = try scratch.file()
        try file.scrub(file.keys())
        #expect(try scratch.text == "A=1\nB=$A\n")
    }

    @Test(arguments: [
        #"{"a": {"access_key": "I", "secret_key": "SECRET", "note": "was SECRET once"}}"#,
        #"{"a": {"access_key": "I", "secret_key": "SECRET"}, "b": {"old": ["SECRET"]}}"#,
    ])
    func `unless a secret stands there once more`(text: String) throws {
        let scratch = try ScratchFile("config.json", text)
        let file = try scratch.file()
        #expect(throws: PlaintextFileError.standsElsewhere(scratch.path, "a")) {
            try file.scrub(file.keys())
        }
        #expect(try scratch.text == text)
    }

    @Test func `unless the file has another name`() throws {
        let text = #"{"a": {"access_key": "I", "secret_key": "S"}}"#
        let scratch = try ScratchFile("config.json", text)
        try FileManager.default.linkItem(
            atPath: scratch.path.string, toPath: scratch.path.string + ".saved")
        let file = try scratch.file()
        #expect(throws: PlaintextFileError.linked(scratch.path)) { try file.scrub(file.keys()) }
        #expect(try scratch.text == text)
    }

    @Test func `in a Terraform state, whose attribute stays`() throws {
        let state = { (secret: String) in
            #"{"resources": [{"type": "outscale_access_key", "instances": [{"attributes": {"access_key_id": "I", "secret_key": "\#(secret)"}}]}]}"#
        }
        let scratch = try ScratchFile("terraform.tfstate", state("S"))
        let file = try scratch.file()
        try file.scrub(file.keys())
        #expect(try scratch.text == state(""))
    }

    @Test(arguments: [0o600, 0o640, 0o644])
    func `and its mode stays, and no draft`(mode: Int) throws {
        let scratch = try ScratchFile(
            "config.json", #"{"a": {"access_key": "I", "secret_key": "S"}}"#, mode: mode)
        let file = try scratch.file()
        try file.scrub(file.keys())
        let facts = try FileManager.default.attributesOfItem(atPath: scratch.path.string)
        #expect(facts[.posixPermissions] as? Int == mode)
        #expect(try scratch.neighbours == ["config.json"])
    }

    @Test func `unless somebody has written the file meanwhile`() throws {
        let text = #"{"a": {"access_key": "I", "secret_key": "S"}}"#
        let scratch = try ScratchFile("config.json", text)
        let file = try scratch.file()
        let keys = try file.keys()
        try scratch.append("\n")
        #expect(throws: PlaintextFileError.changed(scratch.path)) { try file.scrub(keys) }
        #expect(try scratch.text == text + "\n")
        #expect(try scratch.neighbours == ["config.json"])
    }

    @Test func `behind a link, which stays a link`() throws {
        let scratch = try ScratchFile(
            "config.json", #"{"a": {"access_key": "I", "secret_key": "S"}}"#)
        let link = scratch.path.removingLastComponent().appending("link.json")
        try FileManager.default.createSymbolicLink(
            atPath: link.string, withDestinationPath: scratch.path.string)
        let file = try PlaintextFile(reading: link)
        try file.scrub(file.keys())
        #expect(try scratch.text == #"{"a": {}}"#)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: link.string)
                == scratch.path.string)
    }
}

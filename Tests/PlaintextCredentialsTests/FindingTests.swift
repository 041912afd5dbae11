import Foundation
import SystemPackage
import Testing

@testable import PlaintextCredentials

@Suite("Access keys in plain text are found")
struct FindingTests {
    @Test func `in osc-cli's shape, the standard's, and a second pair`() throws {
        let scratch = try ScratchFile(
            "config.json",
            """
            {"default": {"access_key": "AKONE", "secret_key": "S1", "region_name": "eu-west-2", "host": "outscale.com"},
             "prod": {"access_key": "AKTWO", "secret_key": "S\\u0032", "region": "us-east-2",
                      "endpoints": {"api": "https://api.us-east-2.outscale.com/api/v1"},
                      "access_key_v2": "AKTHREE", "secret_key_v2": "S\\"3"}}
            """)
        let v1 = "https://api.us-east-2.outscale.com/api/v1"
        #expect(
            try scratch.file().found() == [
                FoundKey(name: "default", id: "AKONE", secret: "S1", region: "eu-west-2"),
                FoundKey(
                    name: "prod", id: "AKTWO", secret: "S2", region: "us-east-2", endpoint: v1),
                FoundKey(
                    name: "prod-v2", id: "AKTHREE", secret: "S\"3", region: "us-east-2",
                    endpoint: v1),
            ])
    }

    @Test(arguments: [
        #"{"default": {"access_key": "AKONE"}}"#, #"{"default": {"secret_key": "S1"}}"#,
        #"{"default": {"access_key": "", "secret_key": ""}}"#, #"{"default": {}}"#, "{}",
        #"{"default": {"access_key": null, "secret_key": 7}}"#, #"{"default": "text"}"#,
    ])
    func `but not half a pair`(text: String) throws {
        #expect(try ScratchFile("config.json", text).file().found().isEmpty)
    }

    @Test(arguments: [
        "", "{", #"{"a": }"#, #"{"a": 1,}"#, #"{"a": "b"#, #"{"a": 1} x"#, #"{"a": 1, "a": 2}"#,
        String(repeating: "[", count: 5_000),
    ])
    func `and text that is no JSON, or says two things, is refused`(text: String) throws {
        #expect(throws: PlaintextFileError.self) {
            try ScratchFile("config.json", text).file().keys()
        }
    }

    @Test(arguments: [
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1\n",
        "export OSC_ACCESS_KEY=\"AKONE\"\r\n  export OSC_SECRET_KEY='S1'",
        "OSC_ACCESS_KEY=AKONE # prod\nOSC_SECRET_KEY='S1'\t# old",
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1 #",
        "\u{FEFF}A='x y' # b\nOSC_ACCESS_KEY=AKONE\n# OSC_SECRET_KEY=no\n\nB=$A\nOSC_SECRET_KEY=S1",
    ])
    func `in lines that set variables`(text: String) throws {
        let found = try ScratchFile(".env", text).file().found()
        #expect(found == [FoundKey(name: "proj", id: "AKONE", secret: "S1")])
    }

    @Test(arguments: [
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=$OTHER",
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=`pass x`",
        "OSC_SECRET_KEY=S1", "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=\"S1",
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY = S1",
        "export OSC_ACCESS_KEY=AKONE OSC_SECRET_KEY=S1", "OSC_ACCESS_KEY=AKONE; OSC_SECRET_KEY=S1",
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1\nOSC_ACCESS_KEY=AKTWO\nOSC_SECRET_KEY=S2",
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1\nOSC_SECRET_KEY=S2",
        "if true; then\nOSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1\nfi",
        "prod() {\n  export OSC_ACCESS_KEY=AKONE\n  export OSC_SECRET_KEY=S1\n}",
        "cat <<E\nOSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1\nE",
        "X=\"\nOSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1\n\"",
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1 \\\n  x",
    ])
    func `and refused where lines are more than plain assignments, or say two things`(
        text: String
    ) throws {
        #expect(throws: PlaintextFileError.self) { try ScratchFile(".env", text).file().keys() }
    }

    @Test func `and a refusal names the lines and says what can be done`() throws {
        let reasons = [
            "A=1\nOSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=$X": "line 3 gives OSC_SECRET_KEY a value",
            "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=S1\n\nOSC_SECRET_KEY=S2":
                "(lines 2 and 4); leave one",
            "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY = S1": "line 2 is no assignment",
        ]
        for (text, reason) in reasons {
            do {
                _ = try ScratchFile(".env", text).file().keys()
                Issue.record("it was taken: \(reason)")
            } catch PlaintextFileError.unreadable(_, let why) {
                #expect(why.contains(reason), "\(why)")
            }
        }
    }

    @Test(arguments: [
        #"{"access_key": "AKONE", "secret_key": "S1"}"#,
        #"[{"access_key": "AKONE", "secret_key": "S1"}]"#,
    ])
    func `in an object that no profile names, by the file's name`(text: String) throws {
        let scratch = try ScratchFile("flat.json", text)
        #expect(try scratch.file().found() == [FoundKey(name: "flat", id: "AKONE", secret: "S1")])
        #expect(try scratch.file().strays().isEmpty)
        let file = try scratch.file()
        try file.scrub(try file.keys())
        #expect(try !scratch.text.contains("S1"))
    }

    @Test func `in a profile that lies deeper`() throws {
        let text =
            #"{"profiles": {"a": {"access_key": "AKONE", "secret_key": "S1", "host": "c.example"}}}"#
        let keys = try ScratchFile("config.json", text).file().keys()
        #expect(keys.map(\.name) == ["a"] && keys.map(\.host) == ["c.example"])
    }

    @Test func `but not in a pipe, which is no file`() throws {
        let ends = Pipe()
        let path = FilePath("/dev/fd/\(ends.fileHandleForReading.fileDescriptor)")
        #expect(throws: PlaintextFileError.notAFile(path)) { try PlaintextFile(reading: path) }
    }

    @Test(arguments: ["", "A=1\nif true; then\nfi", "# nothing", "OSC_REGION=eu-west-2"])
    func `but a file without secrets is nobody's business`(text: String) throws {
        #expect(try ScratchFile(".env", text).file().found().isEmpty)
    }

    @Test func `and a secret without its id is told of, wherever it stands`() throws {
        let text = #"""
            {"a": {"secret_key": "S1"}, "b": {"x": {"SecretKey": "S2", "access_key": "I"}},
             "c": {"access_key": "I", "secret_key": "S3"}, "secret_key": "S4", "d": [{"secret_access_key": "S5"}]}
            """#
        let strays = try ScratchFile("config.json", text).file().strays()
        #expect(strays == ["a.secret_key", "b.x.SecretKey", "secret_key", "d.secret_access_key"])
    }

    @Test func `in a Terraform state`() throws {
        let scratch = try ScratchFile(
            "terraform.tfstate",
            """
            {"version": 4, "resources": [
              {"type": "outscale_vm", "name": "web", "instances": [{"attributes": {"secret_key": "no"}}]},
              {"type": "outscale_access_key", "name": "ci", "instances": [
                {"attributes": {"access_key_id": "AKONE", "secret_key": "S1", "user_name": "eve"}}]}]}
            """)
        #expect(try scratch.file().keys().map(\.user) == ["eve"])
        #expect(try scratch.file().found() == [FoundKey(name: "ci", id: "AKONE", secret: "S1")])
    }

    @Test func `and login passwords are told of`() throws {
        let text = #"{"a": {"login": "x", "password": "y"}, "b": {"password": ""}, "c": {}}"#
        #expect(try ScratchFile("config.json", text).file().profilesWithLoginPassword() == ["a"])
        let variables = try ScratchFile(".env", "OSC_LOGIN=x\nOSC_PASSWORD=y").file()
        #expect(variables.profilesWithLoginPassword() == ["OSC_PASSWORD"])
    }

    @Test func `and what is no file is refused`() throws {
        #expect(throws: PlaintextFileError.missing("/nowhere/config.json")) {
            try PlaintextFile(reading: "/nowhere/config.json")
        }
        #expect(throws: PlaintextFileError.notAFile("/dev")) { try PlaintextFile(reading: "/dev") }
    }
}

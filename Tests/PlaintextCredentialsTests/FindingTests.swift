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
        "OSC_ACCESS_KEY=old\nOSC_ACCESS_KEY=AKONE\n# OSC_SECRET_KEY=no\nOSC_SECRET_KEY=S1",
    ])
    func `in lines that set variables`(text: String) throws {
        let found = try ScratchFile(".env", text).file().found()
        #expect(found == [FoundKey(name: "proj", id: "AKONE", secret: "S1")])
    }

    @Test(arguments: [
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=$OTHER",
        "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=`pass x`",
        "OSC_ACCESS_KEY=AKONE", "OSC_ACCESS_KEY=AKONE\nOSC_SECRET_KEY=\"S1", "",
    ])
    func `but not where a shell would expand the value`(text: String) throws {
        #expect(try ScratchFile(".env", text).file().found().isEmpty)
    }

    @Test func `in a Terraform state`() throws {
        let scratch = try ScratchFile(
            "terraform.tfstate",
            """
            {"version": 4, "resources": [
              {"type": "outscale_vm", "name": "web", "instances": [{"attributes": {"secret_key": "no"}}]},
              {"type": "outscale_access_key", "name": "ci", "instances": [
                {"attributes": {"access_key_id": "AKONE", "secret_key": "S1", "state": "ACTIVE"}}]}]}
            """)
        #expect(try scratch.file().found() == [FoundKey(name: "ci", id: "AKONE", secret: "S1")])
    }

    @Test func `and login passwords are told of`() throws {
        let text = #"{"a": {"login": "x", "password": "y"}, "b": {"password": ""}, "c": {}}"#
        #expect(try ScratchFile("config.json", text).file().profilesWithLoginPassword() == ["a"])
    }

    @Test func `and what is no file is refused`() throws {
        #expect(throws: PlaintextFileError.missing("/nowhere/config.json")) {
            try PlaintextFile(reading: "/nowhere/config.json")
        }
        #expect(throws: PlaintextFileError.notAFile("/dev")) { try PlaintextFile(reading: "/dev") }
    }
}

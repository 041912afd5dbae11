import Foundation
import Testing
import VaultTestSupport

/// What `profile add` and `profile set` take, refuse and take away again.
@Suite("A profile's settings", .serialized)
struct ProfileSettingsTests {
    private let home: Workspace
    private let authority: CertificateAuthority

    init() throws {
        home = try Workspace()
        authority = try CertificateAuthority.shared.get()
        try home.prepare(for: nil)
        try home.succeed("profile", "add", "work", "--region", "eu-west-2")
    }

    private func shown() throws -> [String: String] {
        let text = try home.succeed("profile", "show", "work", "-o", "json").output
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let profile = object?["profile"] as? [String: Any] ?? [:]
        return profile.compactMapValues { $0 is NSNull ? nil : "\($0)" }
    }

    private func set(_ words: String...) throws -> Finished {
        try home.bare(
            ["profile", "set", "work"] + words + ["--password-file", home.path("password")])
    }

    @Test func `are all removed by none`() throws {
        let before = try shown()
        #expect(
            try set(
                "--endpoint", "https://api.test", "--ca-file", authority.file, "--client-cert",
                authority.path("client.pem"), "--client-key", authority.path("client.key"),
                "--default-lifetime", "90d"
            ).status == 0)
        #expect(try shown().count == before.count + 5)
        for option in [
            "--endpoint", "--ca-file", "--client-cert", "--default-lifetime", "--signing-key",
        ] {
            #expect(try set(option, "none").status == 0, "\(option)")
        }
        #expect(try shown() == before)
    }

    @Test func `are not said to be changed where none is named`() throws {
        home.expect(64, "say what to change", try set())
    }

    @Test(arguments: [
        "--endpoint", "--ca-file", "--client-cert", "--client-key", "--default-lifetime",
        "--signing-key",
    ])
    func `are never empty`(option: String) throws {
        let before = try shown()
        home.expect(64, "\(option) is empty", try set(option, ""))
        #expect(try shown() == before)
    }

    @Test func `that a profile needs are not removed`() throws {
        let before = try shown()
        home.expect(78, "'none' is no region's name", try set("--region", "none"))
        #expect(try shown() == before)
    }

    @Test func `name files from any folder, and from the home`() throws {
        try FileManager.default.copyItem(atPath: authority.file, toPath: home.path("ca.pem"))
        #expect(try set("--ca-file", "~/ca.pem").status == 0)
        #expect(try shown()["caFile"] == home.path("ca.pem"))
    }

    @Test func `are looked at when they are set`() throws {
        home.expect(66, "there is no file", try set("--ca-file", "/nonexistent/ca.pem"))
        home.expect(
            78, "no private key", try set("--client-cert", authority.path("client.pem")))
        home.expect(
            66, "there is no file",
            try home.vault("profile", "add", "x", "--region", "eu-west-2", "--ca-file", "nope"))
        #expect(try !home.succeed("profile", "list").output.contains("x  "))
    }

    @Test func `name one region`() throws {
        let other = "https://api.us-east-2.outscale.com"
        home.expect(78, "is the endpoint of us-east-2", try set("--endpoint", other))
        #expect(try set("--endpoint", other, "--region", "us-east-2").status == 0)
        home.expect(78, "Give --region us-east-2", try set("--region", "eu-west-2"))
        home.expect(
            78, "Give --region us-east-2",
            try home.vault(
                "profile", "add", "x", "--region", "eu-west-2", "--endpoint", other))
        #expect(try set("--region", "eu-west-2", "--endpoint", "none").status == 0)
    }

    @Test func `take back the plain loopback`() throws {
        let plain = "http://127.0.0.1:8080"
        #expect(try set("--endpoint", plain, "--allow-insecure-loopback").status == 0)
        home.expect(78, "--allow-insecure-loopback", try set("--no-allow-insecure-loopback"))
        #expect(
            try set("--no-allow-insecure-loopback", "--endpoint", "none").status == 0)
    }
}

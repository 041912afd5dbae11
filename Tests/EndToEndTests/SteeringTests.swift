import Foundation
import SecretMemory
import Testing
import VaultTestSupport

/// Somebody who sets vault's variables, and nothing else of it.
@Suite("A variable that steers a library", .serialized)
struct SteeringTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
    }

    /// Each has a path of its own for a value. The loader's are read before vault's first instruction.
    private var lures: [String: String] {
        let names = SteeringVariables.groups.flatMap { $0.names.map(\.description) }
            .filter { !$0.hasPrefix("LD_") }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, home.path("lure/\($0)")) })
    }

    /// A configuration by which OpenSSL loads a module.
    private func setLure() throws {
        try FileManager.default.createDirectory(
            atPath: home.path("lure"), withIntermediateDirectories: false)
        try home.write(
            """
            openssl_conf = start
            [start]
            providers = all
            [all]
            evil = evil
            [evil]
            module = \(home.path("lure/evil.so"))
            activate = 1

            """, to: "lure/OPENSSL_CONF")
    }

    @Test func `leads no request to any file, each of them tried`() throws {
        let simulator = try Simulator()
        let authority = try CertificateAuthority.shared.get()
        let front = try TLSFront(
            certificate: "good", before: UInt16(simulator.port), authority: authority)
        try setLure()
        try home.succeed(
            "profile", "add", "secure", "--region", "eu-west-2", "--endpoint", front.url,
            "--ca-file", authority.path("ca.pem"))
        let trace = home.path("trace")
        let finished = try Child(
            "strace",
            [
                "-f", "-qq", "-s", "4096", "-e", "trace=%file,connect,write", "-o", trace, "--",
                BuiltProducts.vault, "create-key", "--name", "admin", "--login", "root@example.com",
                "--login-password-fd", "3", "--password-file", home.path("password"),
            ],
            environment: home.environment.merging(lures) { $1 }, files: [3: home.path("login")]
        ).finish()
        #expect(finished.status == 0, "\(finished.errors)")
        let calls = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        #expect(calls.contains { $0.contains("libcurl.so.4") })
        #expect(calls.filter { $0.contains("/lure/") } == [])
    }

    @Test func `reaches a command that vault becomes, and one that it asks for the password`()
        throws
    {
        try home.addKey("hand")
        let asked = home.path("asked")
        let given = try home.bare(
            [
                "exec", "hand", "--password-command",
                "sh -c 'env > \(asked); cat \(home.path("password"))'", "--", "env",
            ], environment: lures)
        #expect(given.status == 0, "\(given.errors)")
        let askedFor = try String(contentsOfFile: asked, encoding: .utf8)
        for environment in [given.output, askedFor] {
            let lines = Set(environment.split(separator: "\n").map(String.init))
            for (name, value) in lures { #expect(lines.contains("\(name)=\(value)")) }
        }
    }
}

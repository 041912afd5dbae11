import APIClient
import ArgumentParser
import Foundation
import SecretMemory
import SystemPackage
import Testing
import Vault
import VaultTestSupport

@testable import VaultCLI

@Suite("The variables of a session")
struct SessionTests {
    private static let odd = "a'b\"c$d`e\\f!g h;i#j=k%l*m~n\tñ😀"
    private static let secret = "s'e\"c$r`e\\t!=/+&%"

    private func variables(aws: Bool = true, prefix: String = "OSC_") throws -> SessionVariables {
        let profile = Profile(
            name: try #require(EntryName("p")), region: "eu-west-2", isDefault: true)
        let key = KeyRecord(
            id: .random(), name: try #require(EntryName("k")), profile: profile.id, user: nil,
            accessKeyID: "AKIA", state: .active, createdAt: nil,
            expiresAt: Date(timeIntervalSince1970: 1_795_523_696), tag: nil, storedAt: .now,
            verifiedAt: nil)
        let options = try GlobalOptions.parse([])
        let context = CommandContext(
            environment: [:], now: { .now }, pause: { _ in },
            transport: { CurlTransport(settings: $0) },
            console: Console(isQuiet: true, colour: .never, allowsColour: false))
        return SessionVariables(
            key, profile: profile,
            client: try ProfileClient(profile, options: options, context: context), aws: aws,
            prefix: prefix, emptyConfig: FilePath("/x/" + Self.odd))
    }

    private func text(_ dialect: ShellDialect) throws -> String {
        ShellText(dialect: dialect, variables: try variables())
            .text(secret: SecretBytes(copying: Array(Self.secret.utf8).span.bytes))
            .withBytes { bytes in
                bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            }
    }

    @Test(arguments: ["OSC_SECRET_KEY", "OSC_PROFILE", "AWS_SESSION_TOKEN", "OSC_PASSWORD"])
    func `every inherited credential goes, and every duplicate of it`(name: String) {
        let cleaned = SessionVariables.cleaned([
            "\(name)=1", "PATH=/bin", "\(name)=2", "\(name)", "\(name)X=stays",
        ])
        #expect(cleaned == ["PATH=/bin", "\(name)X=stays"])
    }

    @Test func `the set is complete, and its expiry is told`() throws {
        let variables = try variables()
        let names = Set(variables.plain.map(\.name) + variables.secretNames)
        #expect(
            names == [
                "OSC_ACCESS_KEY", "OSC_SECRET_KEY", "OSC_REGION", "OSC_CONFIG_FILE",
                "OSC_CONFIG_PATH", "OSC_VAULT_EXPIRES", "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_REGION",
            ])
        #expect(variables.plain.contains { $0 == ("OSC_VAULT_EXPIRES", "2026-11-24T12:34:56Z") })
    }

    @Test func `a standard endpoint is not exported, and AWS only where asked`() throws {
        let variables = try variables(aws: false, prefix: "TF_")
        #expect(variables.secretNames == ["TF_SECRET_KEY"])
        #expect(!variables.plain.contains { $0.name.hasPrefix("AWS_") })
        #expect(!variables.plain.contains { $0.name == "TF_ENDPOINT_API" })
    }

    @Test(arguments: [
        (ShellDialect.sh, "sh"), (.sh, "bash"), (.sh, "zsh"), (.sh, "dash"), (.fish, "fish"),
        (.csh, "tcsh"), (.powershell, "pwsh"),
    ])
    func `any value survives the real shell`(dialect: ShellDialect, shell: String) throws {
        guard ChildProcess.exists(shell) else {
            print("skipped: there is no \(shell) here")
            return
        }
        let show = "printenv OSC_SECRET_KEY; printenv OSC_CONFIG_FILE; printenv AWS_REGION\n"
        let finished = try Child(
            shell, ["-c", try text(dialect) + show],
            environment: ["PATH": "/usr/bin:/bin", "OSC_PROFILE": "old", "HOME": "/"]
        ).finish()
        #expect(
            finished.output == "\(Self.secret)\n/x/\(Self.odd)\neu-west-2\n", "\(finished.errors)")
    }

    @Test func `any value survives JSON`() throws {
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(try text(.json).utf8)) as? [String: String])
        #expect(object["OSC_SECRET_KEY"] == Self.secret)
        #expect(object["OSC_CONFIG_FILE"] == "/x/" + Self.odd)
    }
}

import APIClient
import ArgumentParser
import Foundation
import KernelText
import SecretMemory
import SystemPackage
import Testing
import Vault
import VaultTestSupport

@testable import VaultCLI

@Suite("The variables of a session")
struct SessionTests {
    private func variables(
        aws: Bool = true, prefix: String = "OSC_", certificate: String? = nil,
        key clientKey: String? = nil
    ) throws -> SessionVariables {
        let profile = Profile(
            name: try #require(EntryName("p")), region: "eu-west-2",
            clientCertificate: certificate, clientKey: clientKey, isDefault: true)
        let key = KeyRecord(
            id: .random(), name: try #require(EntryName("k")), profile: profile.id, user: nil,
            accessKeyID: "AKIA", state: .active, createdAt: nil,
            expiresAt: Date(timeIntervalSince1970: 1_795_523_696), tag: nil, storedAt: .now,
            verifiedAt: nil)
        let options = try GlobalOptions.parse([])
        let context = CommandContext(
            environment: [:], now: { .now }, pause: { _ in },
            connections: CurlConnectionPool(),
            console: Console(isQuiet: true, colour: .never, allowsColour: false),
            settings: .read())
        return SessionVariables(
            key, profile: profile,
            client: try ProfileClient(profile, options: options, context: context), aws: aws,
            prefix: prefix, emptyConfig: FilePath("/x/empty.json"))
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

    @Test(arguments: [(nil, "/c.pem"), ("/k.pem", "/k.pem")])
    func `a profile's client certificate goes along, with its key`(
        key: String?, exported: String
    ) throws {
        let variables = try variables(certificate: "/c.pem", key: key)
        #expect(variables.plain.contains { $0 == ("OSC_X509_CLIENT_CERT", "/c.pem") })
        #expect(variables.plain.contains { $0 == ("OSC_X509_CLIENT_KEY", CText(exported)) })
        let content = try ConfigPipe.configuration(
            variables.facts, secret: SecretBytes(copying: Array("s".utf8)))
        // osc-cli takes both in one file only.
        #expect(content.text.contains("\"client_certificate\":\"/c.pem\"") == (key == nil))
    }

    @Test func `text for another place names no file of this one`() throws {
        let names = try variables(certificate: "/c.pem").elsewhere.plain.map(\.name)
        #expect(!names.contains { $0.hasPrefix("OSC_CONFIG") || $0.contains("X509") })
        #expect(names.contains("OSC_ACCESS_KEY"))
    }

    @Test func `a command that gets its key another way gets nothing of it here`() throws {
        let variables = try variables(aws: false).withoutKey
        let entries = variables.entries(replacing: ["A=1", "OSC_REGION=old", "OSC_VAULT_SHELL=k"])
        #expect(variables.secretNames.isEmpty)
        #expect(entries.prefix(2) == ["A=1", "OSC_REGION=eu-west-2"])
        #expect(!entries.contains { $0.text.hasSuffix("=AKIA") || $0.name == "OSC_VAULT_SHELL" })
    }

    @Test func `osc-cli's configuration has the fields that it knows, and no other`() throws {
        let secret = SecretBytes(copying: Array("s'\"\\".utf8))
        let content = try ConfigPipe.configuration(try variables().facts, secret: secret)
        let object = try JSONSerialization.jsonObject(with: content.data) as? NSDictionary
        let profile = ["access_key": "AKIA", "secret_key": "s'\"\\", "region": "eu-west-2"]
        #expect(object == ["default": profile])
    }

    @Test(arguments: [
        (["osc-cli", "api", "ReadVms"], ["osc-cli", "api", "ReadVms", "--config_path", "P"]),
        (["tool", "-c", "{}", "x", "{}"], ["tool", "-c", "P", "x", "P"]),
        (["tool", "-c={}"], ["tool", "-c={}", "--config_path", "P"]),
    ])
    func `the pipe's path takes the place of a word, or is osc-cli's option`(
        command: [String], words: [String]
    ) {
        #expect(
            ConfigPipe.words(command.map { CText($0) }, path: "P").map(\.text) == words)
    }
}

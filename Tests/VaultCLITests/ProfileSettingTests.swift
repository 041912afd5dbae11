import Foundation
import SystemPackage
import Testing

@testable import APIClient
@testable import VaultCLI

@Suite("A profile's setting")
struct ProfileSettingTests {
    private static let here = FileManager.default.currentDirectoryPath
    private static let root =
        getpwnam("root").flatMap { $0.pointee.pw_dir.map { String(cString: $0) } } ?? "/root"

    @Test(arguments: [
        ("/etc/ca.pem", "/etc/ca.pem"), ("ca.pem", "\(here)/ca.pem"), ("./none", "\(here)/none"),
        ("a/../ca.pem", "\(here)/ca.pem"), ("~", "/home/me"), ("~/ca.pem", "/home/me/ca.pem"),
        ("~/a/../ca.pem", "/home/me/ca.pem"), ("~root/ca.pem", "\(root)/ca.pem"), ("~root", root),
        ("a~/ca.pem", "\(here)/a~/ca.pem"),
    ])
    func `names a file from anywhere`(typed: String, path: String) throws {
        #expect(try SettingPath.absolute(typed, ["HOME": "/home/me"]) == path)
    }

    @Test func `of a user that is not there is refused`() {
        let failure = #expect(throws: Failure.self) {
            try SettingPath.absolute("~no-such-user/ca.pem", [:])
        }
        #expect(failure?.status == .setting)
        #expect(failure?.message.contains("no user 'no-such-user'") == true)
    }

    @Test func `is removed by none, and never empty`() throws {
        #expect(try OptionalSetting("none", of: "--x").value == nil)
        #expect(try OptionalSetting("None", of: "--x").value == "None")
        #expect(throws: Failure.self) { try OptionalSetting("", of: "--x") }
    }

    @Test(arguments: [
        ("https://api.us-east-2.outscale.com", "us-east-2"), ("api.x.outscale.com:8443", "x"),
        ("https://API.EU-WEST-2.outscale.com", "eu-west-2"), ("https://api.outscale.com", nil),
        ("https://api.eu-west-2.outscale.com.evil.test", nil), ("https://oos.x.outscale.com", nil),
        ("https://127.0.0.1", nil), ("https://api..outscale.com", nil),
    ])
    func `tells the region that an endpoint names`(text: String, region: String?) throws {
        // An empty label is refused before.
        let endpoint = try? Endpoint(text, allowingInsecureLoopback: false)
        #expect(endpoint?.regionInName?.name == region)
    }

    private static let files: [InvalidSetting] = [
        .missingFile("/f"), .unreadableFile("/f", reason: "r"), .noCertificate("/f", isDER: true),
        .noCertificate("/f", isDER: false), .noKey("/f", isDER: true), .noKey("/f", isDER: false),
        .certificateWithoutKey("/f"), .encryptedKey("/f"), .keyOfAnotherCertificate("/f"),
        .exposedFile("/f"),
    ]

    @Test(arguments: files)
    func `that is wrong is told in a sentence with the file's name`(setting: InvalidSetting) {
        #expect(setting.sentence.contains("/f") && setting.sentence.hasSuffix("."))
        #expect(setting.status == (setting == .missingFile("/f") ? .notFound : .setting))
    }

    @Test(arguments: [UInt8](42...51) + [116])
    func `of a certificate that a server refuses is named`(alert: UInt8) {
        let failure = Failure(
            TransportFailure(.tls(.certificateRefused(alert: alert)), mayHaveBeenSent: true))
        #expect(failure.message.contains("client certificate"))
        #expect(failure.message.contains("--client-cert") && failure.status == .unreachable)
    }
}

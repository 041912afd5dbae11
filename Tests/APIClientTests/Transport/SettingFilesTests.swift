import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

/// The files of a profile, looked at when they are set.
@Suite struct `A profile's file` {
    let authority: CertificateAuthority

    init() throws { authority = try CertificateAuthority.shared.get() }

    private func file(_ content: Data, mode: mode_t = 0o600) throws -> FilePath {
        let path = authority.path("\(UUID().uuidString).pem")
        try content.write(to: URL(filePath: path))
        chmod(path, mode)
        return FilePath(path)
    }

    private func content(_ names: String...) throws -> Data {
        try names.reduce(into: Data()) {
            $0 += try Data(contentsOf: URL(filePath: authority.path($1)))
        }
    }

    /// The same in another form, by OpenSSL itself.
    private func converted(_ arguments: String) throws -> FilePath {
        let path = authority.path(UUID().uuidString)
        let process = try ChildProcess(
            ["openssl"] + arguments.split(separator: " ").map(String.init) + ["-out", path],
            in: authority.folder.path)
        #expect(process.wait() == 0)
        chmod(path, 0o600)
        return FilePath(path)
    }

    private func verdict(
        ca: FilePath? = nil, certificate: FilePath? = nil, key: FilePath? = nil
    ) -> InvalidSetting? {
        let settings = TransportSettings(
            caFile: ca, clientCertificate: certificate, clientKey: key)
        do { try settings.checkFiles() } catch { return error }
        return nil
    }

    private var client: FilePath { FilePath(authority.path("client.pem")) }
    private var key: FilePath { FilePath(authority.path("client.key")) }

    @Test func `is fine where it can be used`() throws {
        #expect(verdict(ca: FilePath(authority.file)) == nil)
        #expect(verdict(certificate: client, key: key) == nil)
        #expect(verdict(certificate: try file(content("client.pem", "client.key"))) == nil)
        #expect(verdict(certificate: try file(content("client.key", "client.pem"))) == nil)
        #expect(verdict() == nil)
    }

    @Test(arguments: ["/nonexistent/file", "/etc/passwd/file"])
    func `is told as missing where there is none`(path: String) {
        let missing = FilePath(path)
        #expect(verdict(ca: missing) == .missingFile(missing))
        #expect(verdict(certificate: missing) == .missingFile(missing))
        #expect(verdict(certificate: client, key: missing) == .missingFile(missing))
    }

    @Test func `is told as unreadable where it is a folder, or empty`() throws {
        let empty = try file(Data())
        #expect(verdict(ca: "/tmp") == .unreadableFile("/tmp", reason: "it is no regular file"))
        #expect(verdict(certificate: empty) == .unreadableFile(empty, reason: "it is empty"))
    }

    @Test func `of authorities has a certificate in it`() throws {
        for content in [Data("# nothing\n".utf8), try content("client.key")] {
            let path = try file(content)
            #expect(verdict(ca: path) == .noCertificate(path, isDER: false))
        }
        let der = try converted("x509 -in ca.pem -outform DER")
        #expect(verdict(ca: der) == .noCertificate(der, isDER: true))
    }

    @Test func `is read as PEM, and DER is told as such`() throws {
        let certificate = try converted("x509 -in client.pem -outform DER")
        #expect(verdict(certificate: certificate) == .noCertificate(certificate, isDER: true))
        let key = try converted("pkey -in client.key -outform DER")
        #expect(verdict(certificate: client, key: key) == .noKey(key, isDER: true))
    }

    @Test func `with a certificate needs a key`() throws {
        #expect(verdict(certificate: client) == .certificateWithoutKey(client))
        #expect(verdict(key: key) == .clientKeyWithoutCertificate)
        let other = FilePath(authority.path("good.pem"))
        #expect(verdict(certificate: client, key: other) == .noKey(other, isDER: false))
    }

    @Test(arguments: ["pkcs8 -topk8 -v2 aes-256-cbc", "ec -aes256"])
    func `with a key has it without a passphrase`(way: String) throws {
        let encrypted = try converted("\(way) -in client.key -passout pass:secret")
        #expect(verdict(certificate: client, key: encrypted) == .encryptedKey(encrypted))
        let both = try file(
            content("client.pem") + Data(contentsOf: URL(filePath: encrypted.string)))
        #expect(verdict(certificate: both) == .encryptedKey(both))
    }

    @Test(arguments: [0o644, 0o640, 0o622] as [mode_t])
    func `with a key is its owner's alone`(mode: mode_t) throws {
        let exposed = try file(content("client.key"), mode: mode)
        #expect(verdict(certificate: client, key: exposed) == .exposedFile(exposed))
        let both = try file(content("client.pem", "client.key"), mode: mode)
        #expect(verdict(certificate: both) == .exposedFile(both))
    }

    @Test func `has the key of this certificate`() throws {
        let other = try file(content("other.key"))
        #expect(verdict(certificate: client, key: other) == .keyOfAnotherCertificate(other))
    }

    @Test func `has more than the labels of what it should be`() throws {
        func hollow(_ label: String) throws -> FilePath {
            try file(Data("-----BEGIN \(label)-----\nAAAA\n-----END \(label)-----\n".utf8))
        }
        let certificate = try hollow("CERTIFICATE")
        #expect(verdict(ca: certificate) == .caFile(certificate))
        #expect(
            verdict(certificate: certificate, key: key) == .clientCertificate(certificate))
        let key = try hollow("PRIVATE KEY")
        #expect(verdict(certificate: client, key: key) == .clientKey(key))
    }
}

import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

@Suite struct `A client certificate` {
    let authority: CertificateAuthority

    init() throws { authority = try CertificateAuthority.shared.get() }

    private func copy(_ name: String, mode: mode_t) throws -> FilePath {
        let path = authority.path("\(UUID().uuidString).pem")
        try FileManager.default.copyItem(atPath: authority.path(name), toPath: path)
        chmod(path, mode)
        return FilePath(path)
    }

    private func refusal(_ settings: TransportSettings) throws -> APIError? {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url, settings: settings).readAccessKeys(user: nil)
        }
        #expect(server.connections == 0)
        return error
    }

    @Test(arguments: [0o644, 0o640, 0o660, 0o604] as [mode_t])
    func `is not used where others may read its key`(mode: mode_t) throws {
        let key = try copy("client.key", mode: mode)
        let settings = TransportSettings(
            clientCertificate: FilePath(authority.path("client.pem")), clientKey: key)
        #expect(try refusal(settings) == .invalidSetting(.exposedFile(key)))
    }

    @Test func `is not used where it is not there`() throws {
        let settings = TransportSettings(clientCertificate: "/nonexistent/cert.pem")
        #expect(
            try refusal(settings) == .invalidSetting(.clientCertificate("/nonexistent/cert.pem")))
    }

    @Test func `can't be a key alone`() throws {
        let settings = TransportSettings(clientKey: FilePath(authority.path("client.key")))
        #expect(try refusal(settings) == .invalidSetting(.clientKeyWithoutCertificate))
    }

    @Test func `comes with a file of authorities that must be there`() throws {
        let settings = TransportSettings(caFile: "/nonexistent/ca.pem")
        #expect(try refusal(settings) == .invalidSetting(.caFile("/nonexistent/ca.pem")))
    }

    @Test func `can't have a key that belongs to another`() throws {
        let server = try LoopbackServer(always: .json(creationAnswer()))
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let key = try copy("other.key", mode: 0o600)
        let settings = TransportSettings(
            caFile: FilePath(authority.file),
            clientCertificate: FilePath(authority.path("client.pem")), clientKey: key)
        let error = #expect(throws: APIError.self) {
            _ = try client(front.url, settings: settings).readAccessKeys(user: nil)
        }
        #expect(error == .invalidSetting(.clientKey(key)))
        #expect(server.requests.isEmpty)
    }
}

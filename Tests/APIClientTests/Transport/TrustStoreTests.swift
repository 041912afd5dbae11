import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import APIClient

@Suite struct `The trusted authorities` {
    let authority: CertificateAuthority

    init() throws { authority = try CertificateAuthority.shared.get() }

    /// A directory as `openssl rehash` makes it, with the tests' authority in it.
    private func hashedDirectory() throws -> FilePath {
        let path = authority.path("hashed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: authority.file, toPath: path + "/ca.pem")
        guard try ChildProcess(["openssl", "rehash", path]).wait() == 0 else {
            throw POSIXError(.EIO)
        }
        return FilePath(path)
    }

    @Test func `are found in the system's directory before its bundle`() throws {
        let (hashed, bundle) = (try hashedDirectory(), FilePath(authority.file))
        #expect(
            TrustStore.ofSystem(directories: ["/nonexistent", hashed], bundles: [bundle])
                == .directory(hashed))
        // A directory without hashed names is of no use to OpenSSL.
        #expect(
            TrustStore.ofSystem(
                directories: [FilePath(authority.folder.path)], bundles: ["/nonexistent", bundle])
                == .bundle(bundle))
        #expect(TrustStore.ofSystem(directories: [], bundles: []) == nil)
    }

    @Test func `are the user's file above all`() throws {
        let file = FilePath(authority.file)
        #expect(try TrustStore.choose(caFile: file, system: .bundle("/x")) == .file(file))
    }

    @Test(arguments: [true, false])
    func `let a good server in`(asDirectory: Bool) throws {
        let store: TrustStore =
            asDirectory ? .directory(try hashedDirectory()) : .bundle(FilePath(authority.file))
        let server = try LoopbackServer(always: .noKeys)
        let front = try TLSFront(certificate: "good", for: server, authority: authority)
        let client = OutscaleClient(
            endpoint: try Endpoint(front.url, allowingInsecureLoopback: false),
            region: try #require(Region("eu-west-2")), authentication: .signed(testSigner),
            transport: CurlTransport(settings: TransportSettings(), systemStore: store),
            now: { Date() }, pause: { _ in })
        #expect(try client.readAccessKeys(user: nil).isEmpty)
    }
}

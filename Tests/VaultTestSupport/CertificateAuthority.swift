package import Foundation

/// Certificates made for the tests by `openssl`: an authority, and servers good and bad.
package final class CertificateAuthority: Sendable {
    /// One for the whole run; its folder goes with the process.
    package static let shared = Result { try CertificateAuthority() }

    package let folder: URL
    /// The authority's own certificate.
    package var file: String { path("ca.pem") }

    private static var folder: URL {
        FileManager.default.temporaryDirectory.appending(path: "vault-ca-\(getpid())")
    }

    private init() throws {
        folder = Self.folder
        try? FileManager.default.removeItem(at: folder)
        atexit { try? FileManager.default.removeItem(at: CertificateAuthority.folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.configuration.write(
            to: folder.appending(path: "ca.cnf"), atomically: true, encoding: .utf8)
        try Data().write(to: folder.appending(path: "index.txt"))
        try Data("01".utf8).write(to: folder.appending(path: "serial"))
        try openssl(
            "req -x509 -config ca.cnf -extensions v3_ca -days 2 -subj /CN=vault-test-ca \(Self.newKey) -keyout ca.key -out ca.pem"
        )
        try issue("good")
        try issue("expired", from: "20200101000000Z", to: "20210101000000Z")
        try issue("future", from: "20900101000000Z", to: "20910101000000Z")
        try issue("elsewhere", name: "DNS:elsewhere.test")
        try issue("client", name: "DNS:client.test")
        try issue("database", name: "DNS:localhost")
        try openssl(
            "req -x509 -config ca.cnf -extensions v3_self -days 2 -subj /CN=self \(Self.newKey) -keyout self.key -out self.pem"
        )
        try openssl(
            "req -x509 -config ca.cnf -extensions v3_ca -days 2 -subj /CN=other-ca \(Self.newKey) -keyout other.key -out other.pem"
        )
        chmod(path("client.key"), 0o600)
    }

    package func path(_ name: String) -> String { folder.appending(path: name).path }

    private func issue(
        _ name: String, name subject: String = "IP:127.0.0.1", from: String = "20200101000000Z",
        to: String = "20990101000000Z"
    ) throws {
        try openssl(
            "req -new -config ca.cnf -subj /CN=\(name) -addext subjectAltName=\(subject) \(Self.newKey) -keyout \(name).key -out \(name).csr"
        )
        try openssl(
            "ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key -startdate \(from) -enddate \(to) -in \(name).csr -out \(name).pem"
        )
    }

    private func openssl(_ arguments: String) throws {
        let words = path("openssl.log")
        let process = try ChildProcess(
            ["openssl"] + arguments.split(separator: " ").map(String.init), in: folder.path,
            output: words)
        guard process.wait() == 0 else {
            throw Failure(words: try String(contentsOfFile: words, encoding: .utf8))
        }
    }

    struct Failure: Error { let words: String }

    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    private static let configuration = """
        [ca]
        default_ca = test
        [test]
        database = index.txt
        serial = serial
        new_certs_dir = .
        default_md = sha256
        policy = any
        copy_extensions = copy
        unique_subject = no
        [any]
        commonName = supplied
        [req]
        distinguished_name = dn
        [dn]
        [v3_ca]
        basicConstraints = critical,CA:TRUE
        subjectKeyIdentifier = hash
        [v3_self]
        subjectAltName = IP:127.0.0.1
        """
}

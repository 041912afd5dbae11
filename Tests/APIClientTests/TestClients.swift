import Foundation
import RequestSigning
import SecretMemory
import Synchronization
import Testing
import VaultTestSupport

@testable import APIClient

/// Made-up secrets of tests, whose text is in the source anyway.
func secret(_ text: String) -> SecretBytes {
    SecretBytes(copying: Array(text.utf8).span.bytes)
}

/// The text of a made-up secret.
func revealed(_ secret: borrowing SecretBytes) -> String {
    secret.withBytes { bytes in
        bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

func body(_ text: String) -> ResponseBody { ResponseBody(copying: Array(text.utf8).span.bytes) }

/// Seconds that a client was told to wait, instead of waiting them.
final class Pauses: Sendable {
    private let recorded = Mutex<[Double]>([])
    var seconds: [Double] { recorded.withLock { $0 } }
    func wait(_ seconds: Double) { recorded.withLock { $0.append(seconds) } }
}

let testSigner = SecretKeySigner(
    accessKeyID: "11112211111110000000",
    secretKey: secret("0000001111112222223333334444445555555666"))

/// A client as the product builds it, with libcurl beneath.
func client(
    _ url: String, authentication: Authentication = .signed(testSigner),
    settings: TransportSettings = TransportSettings(timeoutSeconds: 60), pauses: Pauses = Pauses(),
    now: @escaping @Sendable () -> Date = { Date() }, transport: (any Transport)? = nil
) throws -> OutscaleClient {
    OutscaleClient(
        endpoint: try Endpoint(url, allowingInsecureLoopback: true),
        region: try #require(Region("eu-west-2")), authentication: authentication,
        transport: transport ?? CurlTransport(settings: settings), now: now, pause: pauses.wait)
}

/// CreateAccessKey's answer as OUTSCALE documents it.
func creationAnswer(
    id: String = "ABCDEFGHIJ0123456789",
    secret: String? = "SECRET0123456789SECRET0123456789ABCDEFGH",
    tag: String? = "vlt1-tag"
) -> String {
    let members = [
        "\"AccessKeyId\":\"\(id)\"", secret.map { "\"SecretKey\":\"\($0)\"" },
        "\"State\":\"ACTIVE\"", "\"CreationDate\":\"2026-11-24T01:00:00.000+0000\"",
        tag.map { "\"Tag\":\"\($0)\"" },
    ].compactMap(\.self).joined(separator: ",")
    return """
        {"AccessKey":{\(members)},"ResponseContext":{"RequestId":"0475ca1e-d0c5-441d-712a-da55a4175157"}}
        """
}

extension TLSFront {
    convenience init(
        certificate: String, for server: LoopbackServer, authority: CertificateAuthority,
        options: [String] = []
    ) throws {
        try self.init(
            certificate: certificate, before: server.port, authority: authority, options: options)
    }
}

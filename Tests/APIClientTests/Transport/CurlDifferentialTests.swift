import Foundation
import RequestSigning
import Testing
import VaultTestSupport

@testable import APIClient

/// The same requests signed by `curl --aws-sigv4 osc:osc:REGION:api`, which shares no code with ours.
@Suite struct `The signature` {
    static let count = 1_000

    @Test(
        .enabled(
            if: ChildProcess.exists("curl") || ProcessInfo.processInfo.environment["CI"] == "true",
            "the curl program is the judge, and it is not installed"))
    func `is the one that curl makes, for random requests`() throws {
        let server = try LoopbackServer(always: .json("{}"))
        var random = SplitMix64(seed: 0x05C4)
        let requests = (0..<Self.count).map { _ in RandomRequest(using: &random) }
        try Self.sendByCurl(requests, to: server)
        #expect(server.requests.count == Self.count)
        for (request, seen) in zip(requests, server.requests) {
            #expect(seen.body == request.body)
            let header = try request.authorization(host: try #require(seen.header("Host")))
            #expect(seen.header("Authorization") == header)
        }
    }

    private static func sendByCurl(_ requests: [RandomRequest], to server: LoopbackServer) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "vault-curl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "requests").path
        let entries = requests.map { $0.curlConfiguration(port: server.port) }
        try entries.joined(separator: "next\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        let curl = try ChildProcess(
            ["curl", "--disable", "--config", file], output: folder.appending(path: "log").path)
        let status = curl.wait()
        let log = try String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        #expect(status == 0, "\(log.suffix(500))")
    }
}

/// A request that no one would think of.
struct RandomRequest {
    let action: String
    let host: String
    let region: String
    let accessKeyID: String
    let secretKey: String
    let time: SigningTime
    let body: String

    init(using random: inout SplitMix64) {
        func text(_ count: ClosedRange<Int>, of alphabet: String) -> String {
            let scalars = Array(alphabet)
            return String(
                (0..<Int.random(in: count, using: &random)).map { _ in
                    scalars.randomElement(using: &random) ?? "x"
                })
        }
        let lower = "abcdefghijklmnopqrstuvwxyz"
        let alphanumeric = lower.uppercased() + "0123456789"
        action = text(3...20, of: lower + alphanumeric)
        region = text(1...10, of: lower) + "-" + text(1...8, of: lower + "-0123456789") + "1"
        host = "api.\(region).outscale.com" + (Bool.random(using: &random) ? ":8443" : "")
        accessKeyID = text(20...20, of: alphanumeric)
        secretKey = text(1...60, of: alphanumeric + lower + "/+=:;,. !#$%&'()*<>?@[]^_`{|}~-\"\\")
        time = SigningTime(
            Date(timeIntervalSince1970: Double.random(in: 0...4_102_444_800, using: &random)))
        body = text(0...300, of: alphanumeric + lower + "{}[]\":,\\/\n\t\r é€𐍈@&=+%;'`")
    }

    func authorization(host: String) throws -> String {
        let signer = SecretKeySigner(accessKeyID: accessKeyID, secretKey: secret(secretKey))
        let request = CanonicalRequest(
            path: Endpoint.path(of: action), host: host, time: time,
            body: Array(body.utf8).span.bytes)
        return try Authorization(signing: request, region: region, by: signer).description
    }

    /// One transfer in curl's own configuration language.
    func curlConfiguration(port: UInt16) -> String {
        """
        url = "http://\(host)\(Endpoint.path(of: action))"
        connect-to = "::127.0.0.1:\(port)"
        aws-sigv4 = "osc:osc:\(region):api"
        user = "\(Self.quoted("\(accessKeyID):\(secretKey)"))"
        header = "Content-Type: application/json"
        header = "X-Osc-Date: \(time)"
        data-raw = "\(Self.quoted(body))"
        output = "/dev/null"
        silent
        show-error

        """
    }

    /// Escaped scalar by scalar: CR and LF together are one `Character`.
    private static func quoted(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: String(scalar)
            }
        }.joined()
    }
}

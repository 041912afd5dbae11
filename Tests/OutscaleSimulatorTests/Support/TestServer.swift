import Foundation
import Testing

@testable import OutscaleSimulator

/// A simulator that serves for as long as a test's body runs, with one root key, the user alice
/// and a control interface.
struct TestServer: Sendable {
    let port: UInt16
    let rootKey: AccessKey
    let document: APIDocument

    init(port: UInt16) throws {
        self.port = port
        document = try .bundled()
        rootKey = AccessKey(id: Running.keyID, secret: Running.secret, created: 0, modified: 0)
    }

    static func run(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        let options = ["--control-token", "token", "--user", "alice", "--until-stdin-closes"]
        try await Running.run(options) { running in
            try await body(TestServer(port: running.port))
        }
    }

    var host: String { "127.0.0.1:\(port)" }

    /// Sends the request with `Host`, `Content-Length` and `Connection: close`; nil when the
    /// connection closed without a whole header.
    func send(_ request: WireRequest) async throws -> Reply? {
        Reply(try await sendRaw(request))
    }

    func sendRaw(_ request: WireRequest) async throws -> [UInt8] {
        var fields = request.headers
        fields["content-length"] = String(request.body.count)
        fields["connection"] = "close"
        if fields["host"] == nil { fields["host"] = host }
        let target = request.path + (request.query.isEmpty ? "" : "?" + request.query)
        var text = "\(request.method) \(target) HTTP/1.1\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        return try await RawClient.exchange(Array((text + "\r\n").utf8) + request.body, port: port)
    }
}

extension TestServer {
    /// A call signed by root, or by the key given. The answer must fit the official document.
    @discardableResult
    func call(
        _ call: Call, _ parameters: JSON = [:], key: AccessKey? = nil,
        at now: Instant = Int(Date().timeIntervalSince1970)
    ) async throws -> Reply {
        let request = Signing(key: key ?? rootKey, host: host, now: now).request(call, parameters)
        let reply = try #require(try await send(request))
        try document.check(response: reply.json, of: call, status: reply.status)
        return reply
    }

    func login(_ call: Call, _ login: String, _ parameters: JSON = [:]) async throws -> Reply {
        let credentials = Data(login.utf8).base64EncodedString()
        let request = WireRequest(
            method: "POST", path: "/api/v1/" + call.rawValue,
            headers: ["authorization": "Basic " + credentials], body: parameters.text)
        return try #require(try await send(request))
    }

    @discardableResult
    func control(_ path: String, _ body: JSON = [:]) async throws -> JSON {
        let reply = try await send(
            WireRequest(
                method: "POST", path: "/_control/" + path, headers: ["x-control-token": "token"],
                body: body.text))
        #expect(reply?.status == 200, "\(path): \(String(describing: reply))")
        return reply?.json ?? .null
    }

    /// Makes a key through the API.
    func makeKey(_ parameters: JSON = [:], key: AccessKey? = nil) async throws -> AccessKey {
        let made = try await call(.createAccessKey, parameters, key: key).json["AccessKey"]
        return AccessKey(
            id: try #require(made?["AccessKeyId"]?.string),
            secret: try #require(made?["SecretKey"]?.string),
            created: 0, modified: 0)
    }

    /// The key as the control interface reports it.
    func report(of key: AccessKey) async throws -> JSON? {
        try await control("state")["keys"]?.array?.first { $0["accessKeyId"]?.string == key.id }
    }

    func expirationDate(of key: AccessKey) async throws -> String? {
        try await report(of: key)?["expirationDate"]?.string
    }
}

import Testing

@testable import OutscaleSimulator

@Suite("Requests against the official document")
struct SchemaTests {
    static let cases: [(Call, JSON, String)] = [
        (.readAccessKeys, [:], "200"),
        (.readAccessKeys, ["Unknown": 1], "400/3001"),
        (.readAccessKeys, ["Filters": ["Tag": "x"]], "400/3001"),
        (.readAccessKeys, ["Filters": ["Tags": ["x"]]], "400/3001"),
        (.readAccessKeys, ["Filters": ["States": "ACTIVE"]], "400/4110"),
        (.readAccessKeys, ["Filters": ["States": [1]]], "400/4110"),
        (.readAccessKeys, ["Filters": []], "400/4110"),
        (.readAccessKeys, ["DryRun": "true"], "400/4110"),
        (.readAccessKeys, ["DryRun": 1], "400/4110"),
        (.readAccessKeys, ["Tag": .null], "400/4110"),
        (.createAccessKey, ["ExpirationDate": .null], "400/4110"),
        (.createAccessKey, ["ExpirationDate": "soon"], "400/4123"),
        (.createAccessKey, ["ExpirationDate": "2063-02-30"], "400/4123"),
        (.createAccessKey, ["ExpirationDate": "2063-04-05T00:00:00"], "400/4123"),
        (.createAccessKey, ["ExpirationDate": "2063-04-05T00:00:00Z", "DryRun": true], "200"),
        (.createAccessKey, ["State": "ACTIVE"], "400/3001"),
        (.updateAccessKey, [:], "400/7000"),
        (.deleteAccessKey, ["AccessKeyId": ""], "400/7000"),
        (.deleteAccessKey, ["AccessKeyId": ["X"]], "400/4110"),
        (.createUser, ["UserEmail": "a@b.c"], "400/7000"),
        (.readUsers, ["FirstItem": "0"], "400/4110"),
        (.readUsers, ["FirstItem": .number(0.5)], "400/4110"),
        (.readUsers, ["UserName": "alice"], "400/3001"),
        (.updateApiAccessPolicy, ["RequireTrustedEnv": false], "400/7000"),
        (.readQuotas, ["Filters": ["QuotaNames": ["accesskey_limit"]]], "200"),
    ]

    @Test("What does not fit its schema is refused with the code for it")
    func requests() async throws {
        try await TestServer.run { server in
            for (call, parameters, outcome) in Self.cases {
                let reply = try await server.call(call, parameters)
                #expect(reply.outcome == outcome, "\(call) \(parameters)")
            }
        }
    }

    @Test("A body that is no JSON object is refused", arguments: ["", "[]", "\"x\"", "{", "{}{}"])
    func bodies(text: String) async throws {
        try await TestServer.run { server in
            var request = WireRequest(
                method: "POST", path: "/api/v1/ReadAccessKeys", headers: ["host": server.host],
                body: Array(text.utf8))
            request = Signing(key: server.rootKey, host: server.host, now: Self.now).sign(request)
            let reply = try await server.send(request)
            #expect(reply?.outcome == "400/4110")
        }
    }

    static var now: Instant { SimulatedCloud(source: .system).now }

    @Test("The document says which calls take a login: those that OUTSCALE names")
    func credentials() throws {
        let document = try APIDocument.bundled()
        let names = Call.allCases.filter { document.takesLogin($0) }.map(\.rawValue)
        #expect(
            names == [
                "CreateAccessKey", "ReadAccessKeys", "UpdateAccessKey", "DeleteAccessKey",
                "ReadApiAccessPolicy", "UpdateApiAccessPolicy",
            ])
    }

    @Test("Another path is no call, another method not allowed, both API paths work")
    func routes() async throws {
        try await TestServer.run { server in
            let signing = Signing(key: server.rootKey, host: server.host, now: Self.now)
            func send(_ method: String, _ path: String) async throws -> String? {
                var request = WireRequest(
                    method: method, path: path, headers: ["host": server.host],
                    body: Array("{}".utf8))
                request = signing.sign(request)
                return try await server.send(request)?.outcome
            }
            let cases = [
                ("POST", "/api/latest/ReadAccessKeys", "200"), ("POST", "/api/v1/ReadVms", "404/0"),
                ("POST", "/api/v2/ReadAccessKeys", "404/0"),
                ("GET", "/api/v1/ReadAccessKeys", "405/2"),
            ]
            for (method, path, outcome) in cases {
                let seen = try await send(method, path)
                #expect(seen == outcome, "\(method) \(path)")
            }
        }
    }

    @Test("A request of more than a mebibyte is refused unread")
    func tooLarge() async throws {
        try await TestServer.run { server in
            let bytes = try await RawClient.exchange(
                Array(
                    """
                    POST /api/v1/ReadAccessKeys HTTP/1.1\r
                    Host: \(server.host)\r
                    Content-Length: 1048577\r
                    \r\n
                    """.utf8), port: server.port)
            #expect(Reply(bytes)?.status == 413)
        }
    }
}

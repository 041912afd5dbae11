import Testing

@testable import OutscaleSimulator

@Suite("What refusals may be like")
struct RefusalBeliefTests {
    /// The shape, then the body's members, the media type, and a part of the text.
    static let shapes: [(String, [String], String, String)] = [
        ("classic", ["Errors", "ResponseContext"], "application/json", #""Code":"5075""#),
        ("classicWithoutRequestID", ["Errors"], "application/json", #""Code":"5075""#),
        ("numericCode", ["Errors", "ResponseContext"], "application/json", #""Code":5075"#),
        (
            "problemJSON", ["detail", "instance", "status", "title", "type"],
            "application/problem+json", #""/errors/invalid_resource""#
        ),
        (
            "problemJSONWithoutRequestID", ["detail", "status", "title", "type"],
            "application/problem+json", #""detail":"No such user.""#
        ),
        ("legacyType", ["__type", "message"], "application/json", "InvalidResource"),
    ]

    @Test("A refusal has one of the known shapes", arguments: shapes)
    func shape(name: String, members: [String], type: String, part: String) async throws {
        try await TestServer.run { server in
            try await server.follow(["errorShape": .string(name)])
            let reply = try await server.ask(.readAccessKeys, ["UserName": "nobody"])
            #expect(reply.status == 400)
            #expect(reply.headers["content-type"] == type)
            #expect(reply.json.members?.map(\.name).sorted() == members)
            #expect(String(decoding: reply.body, as: UTF8.self).contains(part))
        }
    }

    @Test("A planned refusal of the API has the shape too, an intermediary's has its own")
    func plannedShape() async throws {
        try await TestServer.run { server in
            try await server.follow(["errorShape": "problemJSON"])
            for (kind, isProblem) in [("status429", true), ("intermediary", false)] {
                try await server.control(
                    "faults",
                    ["faults": [["action": "*", "kind": .string(kind), "body": "errors"]]])
                let reply = try await server.ask(.readAccessKeys)
                #expect((reply.json["detail"] != nil) == isProblem)
                #expect((reply.json["Errors"] != nil) != isProblem)
            }
        }
    }

    /// The belief; the statuses of an unknown user, an unknown key, a full quota, an active key's
    /// deletion and a taken name.
    static let statuses: [(String, [String])] = [
        ("usual", ["400/5075", "400/5076", "400/4122", "400/10005", "409/6003", "409/9022"]),
        ("byMeaning", ["404/5075", "404/5076", "404/4122", "409/10005", "409/6003", "409/9022"]),
        ("badRequest", ["400/5075", "400/5076", "400/4122", "400/10005", "400/6003", "400/9022"]),
    ]

    @Test("The status of a known code may be another", arguments: statuses)
    func status(belief: String, outcomes: [String]) async throws {
        try await TestServer.run { server in
            try await server.follow(["refusalStatus": .string(belief), "quota": 1])
            let key = try await server.foreignKey()
            let unknown: JSON = ["AccessKeyId": "BBBBBBBBBBBBBBBBBBBB"]
            let calls: [(Call, JSON)] = [
                (.readAccessKeys, ["UserName": "nobody"]), (.deleteAccessKey, unknown),
                (.updateAccessKey, unknown), (.createAccessKey, ["UserName": "alice"]),
                (.deleteAccessKey, ["UserName": "alice", "AccessKeyId": .string(key.id)]),
                (.createUser, ["UserName": "alice"]),
            ]
            var found: [String] = []
            for (call, parameters) in calls {
                found.append(try await server.call(call, parameters).outcome)
            }
            #expect(found == outcomes)
            #expect(try await server.call(.readAccessKeys).status == 200)
        }
    }

    @Test(
        "A ceiling's refusal follows the belief", arguments: [("usual", 400), ("byMeaning", 409)])
    func ceiling(belief: String, status: Int) async throws {
        try await TestServer.run { server in
            try await server.follow(["refusalStatus": .string(belief)])
            try await server.control("policy", ["MaxAccessKeyExpirationSeconds": 60])
            #expect(try await server.call(.createAccessKey).outcome == "\(status)/4118")
        }
    }

    @Test("A ceiling and a quota can change from one call on")
    func steps() async throws {
        try await TestServer.run { server in
            try await server.follow([
                "steps": [
                    ["fromCall": 2, "quota": 2], ["fromCall": 4, "ceiling": 60],
                    ["fromCall": 5, "ceiling": 0, "quota": 9],
                ]
            ])
            var outcomes: [String] = []
            for _ in 1...5 {
                outcomes.append(
                    try await server.call(.createAccessKey, ["UserName": "alice"]).outcome)
            }
            #expect(outcomes == ["200", "200", "400/10005", "400/4118", "200"])
        }
    }
}

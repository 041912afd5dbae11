import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("Expiry, tags and the policy")
struct ExpiryTests {
    static let far = "2063-04-05T00:00:00Z"

    /// What an update names beside the id, and what is left of the expiry.
    static let updates: [(JSON, String?)] = [
        (["State": "INACTIVE"], nil),
        (["State": "ACTIVE"], nil),
        (["State": "INACTIVE", "ExpirationDate": "2063-04-05"], far),
        (["Tag": "new"], far),
        (["ClearExpirationDate": true], nil),
        (["ClearExpirationDate": true, "ExpirationDate": "2063-04-05"], nil),
        (["ClearExpirationDate": false], far),
        (["ExpirationDate": "2062-01-01T10:00:00.000+0000"], "2062-01-01T10:00:00Z"),
    ]

    @Test("A State without ExpirationDate erases the expiry; the other updates say what they do")
    func updates() async throws {
        try await TestServer.run { server in
            for (update, expected) in Self.updates {
                let key = try await server.makeKey(["ExpirationDate": "2063-04-05"])
                let id = [JSON.Member(name: "AccessKeyId", value: .string(key.id))]
                let reply = try await server.call(
                    .updateAccessKey, .object(id + (update.members ?? [])))
                #expect(reply.status == 200)
                #expect(try await server.expirationDate(of: key) == expected, "\(update)")
                try await server.control("keys", ["do": "delete", "accessKeyId": .string(key.id)])
            }
        }
    }

    @Test("ClearTag wins over Tag; without either the tag stays")
    func tags() async throws {
        try await TestServer.run { server in
            let key = try await server.makeKey(["Tag": "old"])
            let id = JSON.string(key.id)
            let cases: [(JSON, JSON?)] = [
                (["AccessKeyId": id, "State": "ACTIVE"], "old"),
                (["AccessKeyId": id, "Tag": "new"], "new"),
                (["AccessKeyId": id, "Tag": "newer", "ClearTag": true], nil),
            ]
            for (update, tag) in cases {
                let reply = try await server.call(.updateAccessKey, update)
                #expect(reply.json["AccessKey"]?["Tag"] == tag)
            }
        }
    }

    @Test("A date in the past is refused, save the one that the key has")
    func past() async throws {
        try await TestServer.run { server in
            let past: JSON = ["ExpirationDate": "2020-06-14"]
            #expect(try await server.call(.createAccessKey, past).outcome == "400/4123")
            let key = try await server.makeKey()
            try await server.control(
                "keys",
                [
                    "do": "update", "accessKeyId": .string(key.id), "expirationDate": "2020-06-14",
                ])
            let again: JSON = [
                "AccessKeyId": .string(key.id), "State": "INACTIVE", "ExpirationDate": "2020-06-14",
            ]
            #expect(try await server.call(.updateAccessKey, again).status == 200)
        }
    }

    @Test("Under a ceiling a key needs an expiry, and one that is near enough")
    func ceiling() async throws {
        try await TestServer.run { server in
            try await server.control("policy", ["MaxAccessKeyExpirationSeconds": 3600])
            try await server.stopClock()
            let now = try await server.cloudTime
            let cases: [(JSON, String)] = [
                ([:], "400/4118"),
                (["ExpirationDate": .string(DateStyle.zulu.spell(now + 3700))], "400/4118"),
                (["ExpirationDate": .string(DateStyle.zulu.spell(now + 3500))], "200"),
            ]
            for (parameters, outcome) in cases {
                #expect(try await server.ask(.createAccessKey, parameters).outcome == outcome)
            }
        }
    }

    @Test("Under a ceiling an update must not make a key outlive it; the date it has may stay")
    func ceilingOfUpdates() async throws {
        try await TestServer.run { server in
            let key = try await server.makeKey(["ExpirationDate": "2063-04-05"])
            let id = JSON.string(key.id)
            try await server.control("policy", ["MaxAccessKeyExpirationSeconds": 3600])
            let cases: [(JSON, String)] = [
                (["AccessKeyId": id, "State": "INACTIVE"], "400/4118"),
                (["AccessKeyId": id, "ClearExpirationDate": true], "400/4118"),
                (["AccessKeyId": id, "ExpirationDate": "2063-04-06"], "400/4118"),
                (
                    ["AccessKeyId": id, "State": "INACTIVE", "ExpirationDate": "2063-04-05"],
                    "200"
                ),
            ]
            for (parameters, outcome) in cases {
                let reply = try await server.call(.updateAccessKey, parameters)
                #expect(reply.outcome == outcome, "\(parameters)")
            }
        }
    }

    @Test("The ceiling itself must be in range and above what every key has left")
    func policy() async throws {
        try await TestServer.run { server in
            func update(_ ceiling: JSON, _ trusted: JSON) async throws -> String {
                try await server.call(
                    .updateApiAccessPolicy,
                    ["MaxAccessKeyExpirationSeconds": ceiling, "RequireTrustedEnv": trusted]
                ).outcome
            }
            #expect(try await update(-1, false) == "400/4047")
            #expect(try await update(3_153_600_001, false) == "400/4047")
            // Root's key never expires.
            #expect(try await update(3600, false) == "400/4118")
            #expect(try await update(0, true) == "400/4118")
            #expect(try await update(0, false) == "200")
            let read = try await server.call(.readApiAccessPolicy).json["ApiAccessPolicy"]
            #expect(read?["MaxAccessKeyExpirationSeconds"] == 0)
        }
    }

    @Test("A required trusted session shuts everybody out")
    func trustedEnvironment() async throws {
        try await TestServer.run { server in
            try await server.control("policy", ["RequireTrustedEnv": true])
            #expect(try await server.call(.readAccessKeys).outcome == "401/4")
        }
    }
}

import Testing

@testable import OutscaleSimulator

@Suite("What a key's answers and changes may be like")
struct KeyBeliefTests {
    static let past: JSON = ["ExpirationDate": "2020-06-14T00:00:00Z"]

    @Test(
        "A past expiry is refused or taken",
        arguments: [("refused", "400/4123"), ("taken", "200")])
    func pastExpiry(belief: String, outcome: String) async throws {
        try await TestServer.run { server in
            try await server.follow(["pastExpiry": .string(belief)])
            let made = try await server.call(.createAccessKey, Self.past)
            #expect(made.outcome == outcome)
            let key = try await server.foreignKey()
            let update = JSON.object(
                (Self.past.members ?? []) + [
                    .init(name: "UserName", value: "alice"),
                    .init(name: "AccessKeyId", value: .string(key.id)),
                ])
            #expect(try await server.call(.updateAccessKey, update).outcome == outcome)
            let isExpired = JSON.bool(outcome == "200")
            #expect(try await server.report(of: key)?["expired"] == isExpired)
            #expect(try await server.report(of: key)?["works"] == .bool(outcome != "200"))
        }
    }

    /// The belief, what the update names, then the expiry, the tag and the state afterwards.
    static let silences: [(JSON, JSON, Bool, String?, String)] = [
        ([:], ["Tag": "u"], true, "u", "INACTIVE"),
        ([:], ["State": "INACTIVE"], false, "t", "INACTIVE"),
        (["expiry": "keeps"], ["State": "INACTIVE"], true, "t", "INACTIVE"),
        (["expiry": "clears"], ["Tag": "u"], false, "u", "INACTIVE"),
        (["expiry": "clears"], ["ExpirationDate": "2063-04-05"], true, "t", "INACTIVE"),
        (["tag": "clears"], ["ExpirationDate": "2063-04-05"], true, nil, "INACTIVE"),
        (["tag": "clears"], ["Tag": "u"], true, "u", "INACTIVE"),
        (["state": "activates"], ["Tag": "u"], true, "u", "ACTIVE"),
        (
            ["state": "activates", "expiry": "keeps"], ["State": "INACTIVE"], true, "t",
            "INACTIVE"
        ),
    ]

    @Test("An update keeps or clears what it leaves out")
    func silence() async throws {
        try await TestServer.run { server in
            for (belief, update, hasExpiry, tag, state) in Self.silences {
                try await server.follow(["updateLeavingOut": belief])
                let key = try await server.foreignKey(
                    ["tag": "t", "state": "INACTIVE", "expirationDate": "2063-04-05"])
                let named: [JSON.Member] = [
                    .init(name: "UserName", value: "alice"),
                    .init(name: "AccessKeyId", value: .string(key.id)),
                ]
                try await server.call(.updateAccessKey, .object((update.members ?? []) + named))
                let report = try await server.report(of: key)
                #expect((report?["expirationDate"] != nil) == hasExpiry, "\(belief) \(update)")
                #expect(report?["tag"]?.string == tag, "\(belief) \(update)")
                #expect(report?["state"]?.string == state, "\(belief) \(update)")
            }
        }
    }

    @Test(
        "A tag finds its keys, those that begin with it, or all",
        arguments: [
            ("exact", ["t"]), ("prefix", ["t", "tt"]), ("ignored", ["t", "tt", "x", nil]),
        ])
    func tagFilter(belief: String, tags: [String?]) async throws {
        try await TestServer.run { server in
            try await server.follow(["tagFilter": .string(belief)])
            for tag in ["t", "tt", "x"] { _ = try await server.foreignKey(["tag": .string(tag)]) }
            _ = try await server.foreignKey()
            let list = try await server.call(.readAccessKeys, ["UserName": "alice", "Tag": "t"])
            let found = list.json["AccessKeys"]?.array?.map { $0["Tag"]?.string }
            #expect(found == tags)
        }
    }

    @Test("Tags can be left out of every answer, and are kept all the same")
    func tagsOmitted() async throws {
        try await TestServer.run { server in
            try await server.follow(["tags": "omitted"])
            let made = try await server.call(
                .createAccessKey, ["UserName": "alice", "Tag": "t"]
            ).json["AccessKey"]
            #expect(made?["Tag"] == nil)
            let id = try #require(made?["AccessKeyId"])
            let list = try await server.call(.readAccessKeys, ["UserName": "alice", "Tag": "t"])
            #expect(list.json["AccessKeys"]?.array?.map { $0["AccessKeyId"] } == [id])
            #expect(list.json["AccessKeys"]?.array?.first?["Tag"] == nil)
            let state = try await server.control("state")
            #expect(state["keys"]?.array?.last?["tag"] == "t")
        }
    }

    @Test(
        "A tag that is too long is refused or cut",
        arguments: [("refused", "400/4047", "t"), ("cut", "200", "abc")])
    func longTags(belief: String, outcome: String, tag: String) async throws {
        try await TestServer.run { server in
            try await server.follow(["tagLimit": 3, "longTags": .string(belief)])
            let key = try await server.foreignKey(["tag": "t"])
            let long: JSON = ["UserName": "alice", "Tag": "abcd"]
            #expect(try await server.call(.createAccessKey, long).outcome == outcome)
            let update = JSON.object(
                (long.members ?? []) + [.init(name: "AccessKeyId", value: .string(key.id))])
            #expect(try await server.call(.updateAccessKey, update).outcome == outcome)
            #expect(try await server.report(of: key)?["tag"]?.string == tag)
            let short: JSON = ["UserName": "alice", "Tag": "abc"]
            #expect(try await server.call(.createAccessKey, short).status == 200)
        }
    }

    @Test(
        "An expired key is listed as ACTIVE, as INACTIVE, or not at all",
        arguments: [
            ("listedActive", "ACTIVE"), ("listedInactive", "INACTIVE"), ("notListed", nil),
        ])
    func expiredKeys(belief: String, state: String?) async throws {
        try await TestServer.run { server in
            try await server.follow(["expiredKeys": .string(belief)])
            let key = try await server.foreignKey(["tag": "t", "expirationDate": "2020-06-14"])
            let ways: [JSON] = [
                [:], ["Tag": "t"], ["Filters": ["AccessKeyIds": [.string(key.id)]]],
            ]
            for way in ways {
                let named = JSON.Member(name: "UserName", value: "alice")
                let list = try await server.call(
                    .readAccessKeys, .object((way.members ?? []) + [named]))
                let entries = list.json["AccessKeys"]?.array
                #expect(entries?.map { $0["State"]?.string } == (state.map { [$0] } ?? []))
            }
            for asked in ["ACTIVE", "INACTIVE"] {
                let filter: JSON = ["UserName": "alice", "Filters": ["States": [.string(asked)]]]
                #expect(try await server.listed(filter) == (asked == state ? [key.id] : []))
            }
            #expect(try await server.report(of: key)?["state"] == "ACTIVE")
        }
    }

    @Test(
        "An expired key is changed and deleted, or refused, or unknown",
        arguments: [
            ("done", "200", "200"), ("refused", "409/6003", "409/6003"),
            ("unknown", "400/4122", "400/5076"),
        ])
    func expiredKeyChanges(belief: String, update: String, deletion: String) async throws {
        try await TestServer.run { server in
            try await server.follow(["expiredKeyChanges": .string(belief)])
            for (date, outcomes) in [
                ("2020-06-14", (update, deletion)), ("2063-04-05", ("200", "200")),
            ] {
                let key = try await server.foreignKey(
                    ["state": "INACTIVE", "expirationDate": .string(date)])
                let named: JSON = ["UserName": "alice", "AccessKeyId": .string(key.id)]
                #expect(try await server.call(.updateAccessKey, named).outcome == outcomes.0)
                #expect(try await server.call(.deleteAccessKey, named).outcome == outcomes.1)
            }
        }
    }

    @Test(
        "Expired keys count towards the quota, or not",
        arguments: [("all", "400/10005"), ("unexpired", "200")])
    func quotaCounts(belief: String, outcome: String) async throws {
        try await TestServer.run { server in
            try await server.follow(["quota": 1, "quotaCounts": .string(belief)])
            _ = try await server.foreignKey(["expirationDate": "2020-06-14"])
            let creation: JSON = ["UserName": "alice"]
            #expect(try await server.call(.createAccessKey, creation).outcome == outcome)
        }
    }

    @Test("The quota is the model's, and can be moved alone", arguments: [1, 3])
    func quota(quota: Int) async throws {
        try await TestServer.run { server in
            try await server.follow(["quota": JSON(quota)])
            let creation: JSON = ["UserName": "alice"]
            for _ in 1...quota { try await server.call(.createAccessKey, creation) }
            #expect(try await server.call(.createAccessKey, creation).outcome == "400/10005")
            try await server.control("quota", ["quota": JSON(quota + 1)])
            #expect(try await server.call(.createAccessKey, creation).status == 200)
        }
    }
}

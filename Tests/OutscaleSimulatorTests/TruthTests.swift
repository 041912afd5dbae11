import Testing

@testable import OutscaleSimulator

@Suite("The state tells the truth")
struct TruthTests {
    @Test("Of a key: whose it is, what it is, and when it went, whatever reads tell")
    func key() async throws {
        try await TestServer.run { server in
            try await server.follow(
                ["readLag": ["lists": 30], "tags": "omitted", "expiredKeys": "notListed"])
            let made = try await server.call(
                .createAccessKey,
                ["UserName": "alice", "Tag": "t", "ExpirationDate": "2063-04-05"])
            let id = try #require(made.json["AccessKey"]?["AccessKeyId"])
            func report() async throws -> JSON? {
                try await server.control("state")["keys"]?.array?
                    .first { $0["accessKeyId"] == id }
            }
            let fresh = try await report()
            let users = try await server.control("state")["users"]?.array
            #expect(fresh?["owner"] == "alice")
            #expect(fresh?["userId"] == users?.first?["userId"])
            #expect(fresh?["tag"] == "t")
            #expect(fresh?["state"] == "ACTIVE")
            #expect(fresh?["expirationDate"] == "2063-04-05T00:00:00Z")
            #expect(fresh?["deleted"] == false)
            #expect(fresh?["deletionDate"] == nil)
            #expect(fresh?["creationDate"] != nil)
            try await server.control(
                "keys", ["do": "update", "accessKeyId": id, "expirationDate": "2020-06-14"])
            #expect(try await report()?["expired"] == true)
            #expect(try await report()?["works"] == false)
            try await server.advance(60)
            let now = DateStyle.zulu.spell(try await server.cloudTime)
            try await server.control("keys", ["do": "delete", "accessKeyId": id])
            let gone = try await report()
            #expect(gone?["deleted"] == true)
            let then = try #require(gone?["deletionDate"]?.string)
            #expect(then >= now)
            #expect(try #require(gone?["creationDate"]?.string) < then)
        }
    }

    @Test("Of the root account's keys: no owner and no user")
    func rootKey() async throws {
        try await TestServer.run { server in
            let report = try await server.report(of: server.rootKey)
            #expect(report?["owner"] == nil)
            #expect(report?["userId"] == nil)
            #expect(report?["signs"] == true)
        }
    }

    @Test("Of a request: the key that it made")
    func request() async throws {
        try await TestServer.run { server in
            let key = try await server.makeKey()
            try await server.call(.createAccessKey, ["DryRun": true])
            let requests = try await server.control("state")["requests"]?.array
            #expect(requests?.map { $0["madeKey"] } == [.string(key.id), nil])
        }
    }
}

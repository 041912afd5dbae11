import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("Access keys over HTTP")
struct AccessKeyTests {
    @Test("A new key is active, has the asked tag and expiry, and shows its secret this once")
    func creation() async throws {
        try await TestServer.run { server in
            let parameters: JSON = ["Tag": "t", "ExpirationDate": "2063-04-05"]
            let made = try await server.call(.createAccessKey, parameters).json["AccessKey"]
            #expect(made?["State"] == "ACTIVE")
            #expect(made?["Tag"] == "t")
            #expect(made?["ExpirationDate"] == "2063-04-05T00:00:00.000+0000")
            #expect(
                try #require(made?["AccessKeyId"]?.string).wholeMatch(of: /[A-Z0-9]{20}/) != nil)
            #expect(try #require(made?["SecretKey"]?.string).wholeMatch(of: /[A-Z0-9]{40}/) != nil)
            let listed = try await server.call(.readAccessKeys, ["Tag": "t"]).json["AccessKeys"]
            #expect(listed?.array?.count == 1)
            #expect(listed?.array?.first?["SecretKey"] == nil)
        }
    }

    @Test("What has no value is absent, and no answer names an owner")
    func absence() async throws {
        try await TestServer.run { server in
            let made = try await server.call(.createAccessKey, ["UserName": "alice"])
            let names = made.json["AccessKey"]?.members?.map(\.name).sorted()
            #expect(
                names == [
                    "AccessKeyId", "CreationDate", "LastModificationDate", "SecretKey", "State",
                ])
        }
    }

    @Test("A new key signs at once; made inactive, expired or deleted it is refused as code 1")
    func life() async throws {
        try await TestServer.run { server in
            let key = try await server.makeKey(["UserName": "alice"])
            let now = Int(Date().timeIntervalSince1970)
            #expect(try await server.call(.readAccessKeys, key: key).status == 200)
            try await server.control(
                "keys", ["do": "update", "accessKeyId": .string(key.id), "state": "INACTIVE"])
            #expect(try await server.call(.readAccessKeys, key: key).outcome == "401/1")
            try await server.control(
                "keys",
                [
                    "do": "update", "accessKeyId": .string(key.id), "state": "ACTIVE",
                    "expirationDate": .string(DateStyle.zulu.spell(now - 1)),
                ])
            #expect(try await server.call(.readAccessKeys, key: key).outcome == "401/1")
            let listed = try await server.call(.readAccessKeys, ["UserName": "alice"])
            #expect(listed.json["AccessKeys"]?.array?.first?["State"] == "ACTIVE")
            try await server.control("keys", ["do": "delete", "accessKeyId": .string(key.id)])
            #expect(try await server.call(.readAccessKeys, key: key).outcome == "401/1")
        }
    }

    @Test("DryRun makes nothing and answers with the context alone")
    func dryRun() async throws {
        try await TestServer.run { server in
            let reply = try await server.call(.createAccessKey, ["DryRun": true])
            #expect(reply.json.members?.map(\.name) == ["ResponseContext"])
            #expect(try await server.control("state")["keys"]?.array?.count == 1)
        }
    }

    @Test("Filters narrow by id, state and the Tag beside them; what is unknown finds nothing")
    func filters() async throws {
        try await TestServer.run { server in
            let key = try await server.makeKey(["Tag": "x"])
            let id = JSON.string(key.id)
            try await server.call(.updateAccessKey, ["AccessKeyId": id, "State": "INACTIVE"])
            let cases: [(JSON, Int)] = [
                ([:], 2), (["Tag": "x"], 1), (["Tag": "y"], 0),
                (["Filters": ["AccessKeyIds": [id]]], 1),
                (["Filters": ["AccessKeyIds": ["NOBODY"]]], 0),
                (["Filters": ["States": ["ACTIVE"]]], 1), (["Filters": ["States": ["JUNK"]]], 0),
                (["Filters": ["States": ["ACTIVE"]], "Tag": "x"], 0),
            ]
            for (parameters, count) in cases {
                let found = try await server.call(.readAccessKeys, parameters).json["AccessKeys"]
                #expect(found?.array?.count == count, "\(parameters)")
            }
        }
    }

    @Test("The eleventh key of an owner is refused; other owners have their own ten")
    func quota() async throws {
        try await TestServer.run { server in
            for _ in 1...10 { _ = try await server.makeKey(["UserName": "alice"]) }
            let eleventh = try await server.call(.createAccessKey, ["UserName": "alice"])
            #expect(eleventh.code == "10005")
            #expect(try await server.call(.createAccessKey).status == 200)
        }
    }

    @Test("A user's key must be inactive before it is deleted; root's need not")
    func deletion() async throws {
        try await TestServer.run { server in
            let users = try await server.makeKey(["UserName": "alice"])
            let own: JSON = ["AccessKeyId": .string(users.id), "UserName": "alice"]
            #expect(try await server.call(.deleteAccessKey, own).outcome == "409/6003")
            #expect(try await server.report(of: users)?["deleted"] == false)
            try await server.call(
                .updateAccessKey,
                ["AccessKeyId": .string(users.id), "UserName": "alice", "State": "INACTIVE"])
            #expect(try await server.call(.deleteAccessKey, own).status == 200)
            #expect(try await server.report(of: users)?["deleted"] == true)
            let roots: JSON = ["AccessKeyId": .string(try await server.makeKey().id)]
            #expect(try await server.call(.deleteAccessKey, roots).status == 200)
            #expect(try await server.call(.deleteAccessKey, roots).outcome == "400/5076")
        }
    }

    @Test("A key is not found under another owner, nor an unknown user's at all")
    func wrongOwner() async throws {
        try await TestServer.run { server in
            let key = try await server.makeKey(["UserName": "alice"])
            let id = JSON.string(key.id)
            let cases: [(Call, JSON, String)] = [
                (.deleteAccessKey, ["AccessKeyId": id], "400/5076"),
                (.updateAccessKey, ["AccessKeyId": id, "State": "INACTIVE"], "400/5076"),
                (.updateAccessKey, ["AccessKeyId": "UNKNOWN", "State": "INACTIVE"], "400/4122"),
                (.deleteAccessKey, ["AccessKeyId": id, "UserName": "bob"], "400/5075"),
                (.createAccessKey, ["UserName": "bob"], "400/5075"),
            ]
            for (call, parameters, outcome) in cases {
                #expect(try await server.call(call, parameters).outcome == outcome, "\(parameters)")
            }
            #expect(try await server.report(of: key)?["state"] == "ACTIVE")
        }
    }
}

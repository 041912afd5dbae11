import Testing

@testable import OutscaleSimulator

@Suite("Users who are renamed, deleted and made again")
struct UserFateTests {
    @Test("A renamed user keeps its id and its keys; the old name is nobody")
    func renamed() async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey()
            let before = try await server.report(of: key)
            try await server.control(
                "users", ["do": "rename", "userName": "alice", "newName": "alison"])
            #expect(try await server.listed(["UserName": "alice"]) == ["400/5075"])
            #expect(try await server.listed(["UserName": "alison"]) == [key.id])
            let after = try await server.report(of: key)
            #expect(after?["owner"] == "alison")
            #expect(after?["userId"] == before?["userId"])
            #expect(try await server.ask(.readAccessKeys, key: key).status == 200)
            let named: JSON = ["UserName": "alison"]
            #expect(try await server.ask(.readAccessKeys, named, key: key).status == 200)
        }
    }

    @Test("A name that is taken is refused")
    func taken() async throws {
        try await TestServer.run { server in
            try await server.control("users", ["do": "create", "userName": "bob"])
            let sentence = try await server.refusal(
                "users", ["do": "rename", "userName": "bob", "newName": "alice"])
            #expect(sentence == "There is a user alice already.")
        }
    }

    @Test(
        "A deleted user's keys are gone, or remain and may do nothing",
        arguments: [("gone", "401/1", true), ("remain", "401/4", false)])
    func deleted(belief: String, outcome: String, isDeleted: Bool) async throws {
        try await TestServer.run { server in
            try await server.follow(["deletedUsersKeys": .string(belief)])
            let key = try await server.foreignKey()
            try await server.control("users", ["do": "delete", "userName": "alice"])
            #expect(try await server.ask(.readAccessKeys, key: key).outcome == outcome)
            #expect(try await server.listed(["UserName": "alice"]) == ["400/5075"])
            let report = try await server.report(of: key)
            #expect(report?["deleted"] == .bool(isDeleted))
            #expect(report?["owner"] == "alice")
        }
    }

    @Test(
        "A user made again under its name has a new id and no keys", arguments: ["gone", "remain"])
    func recreated(belief: String) async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey()
            let before = try await server.report(of: key)
            let again = try await server.control(
                "users", ["do": "recreate", "userName": "alice", "keys": .string(belief)])
            #expect(again["userName"] == "alice")
            #expect(again["userId"] != before?["userId"])
            #expect(try await server.listed(["UserName": "alice"]) == [])
            let named: JSON = ["UserName": "alice", "AccessKeyId": .string(key.id)]
            let outcome = belief == "gone" ? "400/4122" : "400/5076"
            #expect(try await server.ask(.updateAccessKey, named).outcome == outcome)
            let old = try await server.ask(.readAccessKeys, key: key).outcome
            #expect(old == (belief == "gone" ? "401/1" : "401/4"))
            #expect(try await server.report(of: key)?["userId"] == before?["userId"])
        }
    }

    @Test("Many users and many keys are made at once")
    func many() async throws {
        try await TestServer.run { server in
            try await server.control("users", ["do": "create", "userName": "u", "count": 150])
            let first = try await server.call(.readUsers).json
            #expect(first["Users"]?.array?.count == 100)
            #expect(first["HasMoreItems"] == true)
            let rest = try await server.call(.readUsers, ["FirstItem": 100]).json
            #expect(rest["Users"]?.array?.count == 51)
            #expect(rest["HasMoreItems"] == false)
            try await server.control(
                "keys", ["do": "create", "owner": "u150", "tag": "t", "count": 300])
            let ids = try await server.listed(["UserName": "u150", "Tag": "t"])
            #expect(Set(ids).count == 300)
        }
    }

    @Test(
        "A count, a fate or a right that is none is refused",
        arguments: [
            ("users", ["do": "create", "userName": "u", "count": 0]),
            ("users", ["do": "delete", "userName": "alice", "keys": "sold"]),
            ("users", ["do": "update", "userName": "alice", "rights": "most"]),
            ("users", ["do": "rename", "userName": "alice"]),
            ("users", ["do": "rename", "userName": "nobody", "newName": "x"]),
            ("keys", ["do": "create", "count": -1]), ("keys", ["do": "create", "state": "ODD"]),
        ] as [(String, JSON)])
    func refused(path: String, body: JSON) async throws {
        try await TestServer.run { server in
            let before = try await server.control("state")["keys"]?.array?.count
            #expect(try await server.refusal(path, body)?.hasPrefix("The field ") == true)
            #expect(try await server.control("state")["keys"]?.array?.count == before)
        }
    }
}

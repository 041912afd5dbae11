import Testing

@testable import OutscaleSimulator

@Suite("Users and the account over HTTP")
struct UserTests {
    @Test("A user is made once, listed, and deleted when its last key is gone")
    func life() async throws {
        try await TestServer.run { server in
            let bob: JSON = ["UserName": "bob"]
            let made = try await server.call(.createUser, bob).json["User"]
            #expect(made?["UserName"] == "bob")
            #expect(made?["Path"] == "/")
            #expect(try await server.call(.createUser, bob).outcome == "409/9022")
            let key = try await server.makeKey(bob)
            #expect(try await server.call(.deleteUser, bob).outcome == "409/9002")
            try await server.control("keys", ["do": "delete", "accessKeyId": .string(key.id)])
            #expect(try await server.call(.deleteUser, bob).status == 200)
            #expect(try await server.call(.deleteUser, bob).outcome == "400/5075")
        }
    }

    @Test(
        "A name has 1 to 64 of certain characters",
        arguments: [
            ("a+b=c,d.e@f-g_h", "200"), (String(repeating: "a", count: 64), "200"),
            (String(repeating: "a", count: 65), "400/4047"), ("a b", "400/4047"),
            ("é", "400/4047"), ("", "400/7000"),
        ])
    func names(name: String, outcome: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.call(.createUser, ["UserName": .string(name)])
            #expect(reply.outcome == outcome)
        }
    }

    @Test("ReadUsers pages by FirstItem and tells when more is there")
    func paging() async throws {
        try await TestServer.run { server in
            for number in 1...4 {
                try await server.control(
                    "users", ["do": "create", "userName": .string("u\(number)")])
            }
            let cases: [(JSON, [String], Bool)] = [
                (["ResultsPerPage": 2], ["alice", "u1"], true),
                (["ResultsPerPage": 2, "FirstItem": 2], ["u2", "u3"], true),
                (["ResultsPerPage": 2, "FirstItem": 4], ["u4"], false),
                (["FirstItem": 9], [], false),
            ]
            for (parameters, names, hasMore) in cases {
                let reply = try await server.call(.readUsers, parameters).json
                #expect(reply["Users"]?.array?.compactMap { $0["UserName"]?.string } == names)
                #expect(reply["HasMoreItems"] == .bool(hasMore))
            }
        }
    }

    @Test("A user may do what its rights say")
    func rights() async throws {
        try await TestServer.run { server in
            let alice = try await server.makeKey(["UserName": "alice"])
            let own: [(Call, JSON, String)] = [
                (.readAccessKeys, [:], "200"), (.readAccessKeys, ["UserName": "alice"], "200"),
                (.readAccessKeys, ["UserName": "bob"], "401/4"), (.readUsers, [:], "401/4"),
                (.readAccounts, [:], "401/4"), (.readApiAccessPolicy, [:], "401/4"),
                (.createAccessKey, ["DryRun": true], "200"),
            ]
            for (call, parameters, outcome) in own {
                let reply = try await server.call(call, parameters, key: alice)
                #expect(reply.outcome == outcome, "\(call) \(parameters)")
            }
            for (rights, outcome) in [("all", "200"), ("none", "401/4")] {
                try await server.control(
                    "users", ["do": "update", "userName": "alice", "rights": .string(rights)])
                #expect(try await server.call(.readUsers, key: alice).outcome == outcome)
            }
        }
    }

    @Test("A user made by CreateUser has no rights at first")
    func newUser() async throws {
        try await TestServer.run { server in
            try await server.call(.createUser, ["UserName": "bob"])
            let bob = try await server.makeKey(["UserName": "bob"])
            #expect(try await server.call(.readAccessKeys, key: bob).outcome == "401/4")
        }
    }

    @Test("ReadQuotas tells the limit of keys and how many the caller has")
    func quota() async throws {
        try await TestServer.run { server in
            _ = try await server.makeKey()
            let named: JSON = ["Filters": ["QuotaNames": ["accesskey_limit"]]]
            let types = try await server.call(.readQuotas, named).json["QuotaTypes"]?.array
            let quota = types?.first?["Quotas"]?.array?.first
            #expect(quota?["MaxValue"] == 10)
            #expect(quota?["UsedValue"] == 2)
            let other: JSON = ["Filters": ["QuotaNames": ["vm_limit"]]]
            #expect(try await server.call(.readQuotas, other).json["QuotaTypes"] == [])
        }
    }

    @Test("ReadAccounts tells the account's number of twelve digits")
    func account() async throws {
        try await TestServer.run { server in
            let accounts = try await server.call(.readAccounts).json["Accounts"]?.array
            let id = try #require(accounts?.first?["AccountId"]?.string)
            #expect(id.wholeMatch(of: /[0-9]{12}/) != nil)
        }
    }
}

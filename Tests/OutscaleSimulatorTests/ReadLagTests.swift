import Testing

@testable import OutscaleSimulator

@Suite("Reads that are behind")
struct ReadLagTests {
    /// The lag's name, and what it applies to.
    static let ways: [(String, @Sendable (String) -> JSON)] = [
        ("lists", { _ in ["UserName": "alice"] }),
        ("byID", { ["UserName": "alice", "Filters": ["AccessKeyIds": [.string($0)]]] }),
        ("byTag", { _ in ["UserName": "alice", "Tag": "t"] }),
    ]

    @Test("A new key appears, a deleted one goes, when the lag is over", arguments: ways)
    func keys(way: String, read: @Sendable (String) -> JSON) async throws {
        try await TestServer.run { server in
            try await server.follow(["readLag": .object([.init(name: way, value: 3600)])])
            let made = try await server.call(
                .createAccessKey, ["UserName": "alice", "Tag": "t"]
            ).json["AccessKey"]
            let id = try #require(made?["AccessKeyId"]?.string)
            #expect(try await server.listed(read(id)) == [])
            for (other, read) in Self.ways where other != way {
                #expect(try await server.listed(read(id)) == [id], "\(other)")
            }
            try await server.advance(3600)
            #expect(try await server.listed(read(id)) == [id])
            let key: JSON = ["UserName": "alice", "AccessKeyId": .string(id)]
            try await server.ask(
                .updateAccessKey,
                .object((key.members ?? []) + [.init(name: "State", value: "INACTIVE")]))
            #expect(try await server.ask(.deleteAccessKey, key).status == 200)
            #expect(try await server.listed(read(id)) == [id])
            #expect(try await server.control("state")["keys"]?.array?.last?["deleted"] == true)
            try await server.advance(3600)
            #expect(try await server.listed(read(id)) == [])
        }
    }

    @Test("An update is answered at once and read when the lag is over")
    func updates() async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey(["tag": "old"])
            try await server.follow(["readLag": ["lists": 3600]])
            let updated = try await server.ask(
                .updateAccessKey,
                [
                    "UserName": "alice", "AccessKeyId": .string(key.id), "State": "INACTIVE",
                    "Tag": "new",
                ])
            #expect(updated.json["AccessKey"]?["State"] == "INACTIVE")
            func seen() async throws -> [JSON?] {
                let list = try await server.ask(.readAccessKeys, ["UserName": "alice"])
                let entry = list.json["AccessKeys"]?.array?.first
                return [entry?["State"], entry?["Tag"]]
            }
            #expect(try await seen() == ["ACTIVE", "old"])
            #expect(try await server.report(of: key)?["state"] == "INACTIVE")
            try await server.advance(3600)
            #expect(try await seen() == ["INACTIVE", "new"])
        }
    }

    @Test("Each change is read after its own lag")
    func sequence() {
        let key = AccessKey(id: "A", secret: "S", created: 0, modified: 0)
        var other = key
        other.tag = "t"
        var history = History()
        history.note([key], [], at: 100, lag: 30)
        history.note([other], [], at: 110, lag: 30)
        history.note([], [], at: 120, lag: 30)
        #expect(history.moment(at: 99)?.keys == [])
        #expect(history.moment(at: 100)?.keys == [key])
        #expect(history.moment(at: 119)?.keys == [other])
        #expect(history.moment(at: 120)?.keys == [])
        history.note([], [], at: 149, lag: 30)
        #expect(history.moment(at: 119)?.keys == [other])
        history.note([], [], at: 150, lag: 30)
        #expect(history.moment(at: 119)?.keys == [], "what no lag reaches is forgotten")
    }

    @Test("A clock that is set back hides nothing that was there")
    func clockSetBack() {
        let key = AccessKey(id: "A", secret: "S", created: 0, modified: 0)
        var history = History()
        history.note([key], [], at: 1000, lag: 30)
        history.limit(to: 500)
        #expect(history.moment(at: 500)?.keys == [key])
    }

    @Test("ReadUsers can be behind too")
    func users() async throws {
        try await TestServer.run { server in
            try await server.follow(["readLag": ["users": 3600]])
            try await server.control("users", ["do": "create", "userName": "bob"])
            func names() async throws -> [String]? {
                try await server.ask(.readUsers).json["Users"]?.array?
                    .compactMap { $0["UserName"]?.string }
            }
            #expect(try await names() == ["alice"])
            try await server.advance(3600)
            #expect(try await names() == ["alice", "bob"])
        }
    }

    @Test("Each read can be behind by another part of the lag")
    func varying() async throws {
        try await TestServer.run { server in
            try await server.follow(["readLag": ["lists": 20000, "pattern": "varying"]])
            let key = try await server.foreignKey()
            try await server.advance(10000)
            var seen: Set<[String]> = []
            for _ in 1...60 { seen.insert(try await server.listed(["UserName": "alice"])) }
            #expect(seen == [[], [key.id]])
            try await server.advance(10000)
            #expect(try await server.listed(["UserName": "alice"]) == [key.id])
        }
    }

    @Test("What was changed before a model has reached every read")
    func newModel() async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey()
            try await server.follow(["name": "lagging"])
            #expect(try await server.listed(["UserName": "alice"]) == [key.id])
        }
    }
}

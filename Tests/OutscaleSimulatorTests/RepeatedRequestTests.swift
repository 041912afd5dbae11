import Testing

@testable import OutscaleSimulator

@Suite("A request that something on the way sends twice")
struct RepeatedRequestTests {
    private static func keys(_ server: TestServer) async throws -> [JSON] {
        let keys = try await server.control("state")["keys"]?.array ?? []
        return keys.filter { $0["tag"] == "late" }
    }

    @Test(
        "Makes two keys, and the answer is one's",
        arguments: [(nil, 0), ("first", 0), ("second", 1)])
    func answered(whose: String?, place: Int) async throws {
        try await TestServer.run { server in
            var fault: [JSON.Member] = [.init(name: "kind", value: "repeated")]
            if let whose { fault.append(.init(name: "twice", value: .string(whose))) }
            let reply = try #require(try await LateEffectTests.meet(server, .object(fault)))
            let keys = try await Self.keys(server)
            try #require(keys.count == 2)
            #expect(reply.json["AccessKey"]?["AccessKeyId"] == keys[place]["accessKeyId"])
        }
    }

    @Test("Is refused the second time where the first has taken the last place")
    func quota() async throws {
        try await TestServer.run { server in
            try await server.control("quota", ["quota": 2])
            let reply = try await LateEffectTests.meet(
                server, ["kind": "repeated", "twice": "second"])
            #expect(reply?.status == 400)
            #expect(reply?.json["Errors"]?.array?.first?["Code"] == "10005")
            #expect(try await Self.keys(server).count == 1)
        }
    }

    @Test("Is done once more later, where that is asked")
    func late() async throws {
        try await TestServer.run { server in
            let reply = try await LateEffectTests.meet(server, ["kind": "repeated", "late": 200])
            #expect(reply?.status == 200)
            #expect(try await Self.keys(server).count == 1)
            try await server.advance(200)
            #expect(try await Self.keys(server).count == 2)
        }
    }

    @Test("Is written down as two, and the second tells which it repeats")
    func told() async throws {
        try await TestServer.run { server in
            let reply = try await LateEffectTests.meet(
                server, ["kind": "intermediary", "status": 504, "twice": "first"])
            #expect(reply?.status == 504)
            let requests = try await server.control("state")["requests"]?.array ?? []
            let creations = requests.filter { $0["action"] == "CreateAccessKey" }
            #expect(creations.map { $0["committed"] } == [true, true])
            #expect(creations.first?["repeats"] == nil)
            #expect(creations.last?["repeats"] == creations.first?["number"])
        }
    }
}

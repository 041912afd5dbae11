import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("The control interface")
struct ControlTests {
    @Test("It needs its token", arguments: [nil, "", "wrong"])
    func token(token: String?) async throws {
        try await TestServer.run { server in
            var request = WireRequest(
                method: "GET", path: "/_control/state", headers: [:], body: [])
            request.headers["x-control-token"] = token
            let reply = try await server.send(request)
            #expect(reply?.status == 403)
            #expect(reply?.json["keys"] == nil)
        }
    }

    @Test("What it does not know it refuses", arguments: ["nonsense", "keys", "users", "faults"])
    func unknown(path: String) async throws {
        try await TestServer.run { server in
            let request = WireRequest(
                method: "POST", path: "/_control/" + path, headers: ["x-control-token": "token"],
                body: Array(#"{"do":"juggle"}"#.utf8))
            let reply = try await server.send(request)
            #expect(reply?.status == 400)
        }
    }

    @Test("The state counts requests, and tells a rehearsal from the real thing")
    func counting() async throws {
        try await TestServer.run { server in
            try await server.call(.createAccessKey, ["DryRun": true, "Tag": "a"])
            try await server.call(.createAccessKey, ["Tag": "b"])
            try await server.call(.createAccessKey, ["UserName": "nobody", "Tag": "c"])
            let state = try await server.control("state")
            let counter = state["counters"]?["CreateAccessKey"]
            #expect(counter?["seen"] == 3)
            #expect(counter?["notDryRun"] == 2)
            #expect(counter?["committed"] == 1)
            let requests = state["requests"]?.array ?? []
            #expect(requests.compactMap { $0["tag"]?.string } == ["a", "b", "c"])
            #expect(requests.compactMap { $0["principal"]?.string } == ["root", "root", "root"])
            #expect(requests.last?["code"] == "5075")
        }
    }

    @Test("The state says of every request which kind of Authorization it carried")
    func authorization() async throws {
        try await TestServer.run { server in
            try await server.call(.readAccessKeys)
            _ = try await server.login(.readAccessKeys, "root@example.com:correct-horse")
            _ = try await server.send(
                WireRequest(method: "POST", path: "/elsewhere", headers: [:], body: []))
            let requests = try await server.control("state")["requests"]?.array ?? []
            #expect(
                requests.compactMap { $0["authorization"]?.string } == ["OSC4", "basic", "none"])
            #expect(requests.last?["action"] == "/elsewhere")
            try await server.control("requests")
            #expect(try await server.control("state")["requests"]?.array?.isEmpty == true)
        }
    }

    @Test("Another administrator's key needs no quota and has the dates it was given")
    func foreignKey() async throws {
        try await TestServer.run { server in
            try await server.control("quota", ["quota": 1])
            #expect(try await server.call(.createAccessKey).code == "10005")
            for style in DateStyle.allCases {
                let made = try await server.control(
                    "keys",
                    [
                        "do": "create", "tag": "theirs", "dateStyle": .string(style.rawValue),
                        "expirationDate": "2063-04-05",
                    ])
                let id = try #require(made["accessKeyId"])
                let found = try await server.call(
                    .readAccessKeys, ["Filters": ["AccessKeyIds": [id]]])
                let date = found.json["AccessKeys"]?.array?.first?["ExpirationDate"]?.string
                #expect(date?.hasSuffix(style.rawValue) == true)
                #expect(date?.hasPrefix("2063-04-05T00:00:00") == true)
            }
        }
    }

    @Test("The clock can be moved: a signature of before is then too old")
    func clock() async throws {
        try await TestServer.run { server in
            try await server.control("clock", ["offset": 301])
            #expect(try await server.call(.readAccessKeys).outcome == "401/1")
            try await server.control("clock", ["offset": 0])
            #expect(try await server.call(.readAccessKeys).status == 200)
        }
    }

    @Test("A seed repeats ids and secrets; without one no two clouds are alike")
    func seed() {
        func secret(_ source: RandomSource) -> String {
            var cloud = SimulatedCloud(source: source)
            return cloud.addKey(owner: nil).secret
        }
        #expect(secret(.seeded(7)) == secret(.seeded(7)))
        #expect(secret(.seeded(7)) != secret(.seeded(8)))
        #expect(secret(.system) != secret(.system))
    }

    @Test("A state that was kept comes back, and the same seed draws the same from there")
    func beginsAgain() async throws {
        try await TestServer.run { server in
            try await server.control("users", ["do": "create", "userName": "kept"])
            try await server.control("keep")
            var drawn: [JSON?] = []
            for seed in [7, 7, 8] {
                try await server.control("begin", ["seed": JSON(seed)])
                try await server.call(.createAccessKey, ["Tag": "later"])
                try await server.control("users", ["do": "delete", "userName": "kept"])
                drawn.append(try await server.control("state")["keys"]?.array?.last?["secretKey"])
            }
            #expect(drawn[0] == drawn[1])
            #expect(drawn[1] != drawn[2])
            try await server.control("begin", ["seed": 7])
            let state = try await server.control("state")
            #expect(state["users"]?.array?.contains { $0["userName"] == "kept" } == true)
            #expect(state["keys"]?.array?.contains { $0["tag"] == "later" } == false)
        }
    }

    @Test("Nothing begins again before something was kept")
    func nothingKept() async throws {
        try await TestServer.run { server in
            let request = WireRequest(
                method: "POST", path: "/_control/begin", headers: ["x-control-token": "token"],
                body: Array(#"{"seed":7}"#.utf8))
            let reply = try await server.send(request)
            #expect(reply?.status == 400)
        }
    }
}

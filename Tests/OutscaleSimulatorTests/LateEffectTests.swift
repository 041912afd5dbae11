import Testing

@testable import OutscaleSimulator

@Suite("Work that is done after its connection is gone")
struct LateEffectTests {
    /// Plans a fault for the next CreateAccessKey, and sends one.
    /// - Parameter ahead: how much later than now it is signed; almost five minutes, so that it is
    ///   still good when it leaves the queue.
    static func meet(
        _ server: TestServer, _ fault: JSON, key: AccessKey? = nil, ahead: Int = 290
    ) async throws -> Reply? {
        let base: [JSON.Member] = [.init(name: "action", value: "CreateAccessKey")]
        let planned = JSON.object(base + (fault.members ?? []))
        try await server.control("faults", ["faults": [planned]])
        let signing = Signing(
            key: key ?? server.rootKey, host: server.host, now: try await server.cloudTime + ahead)
        return try await server.send(signing.request(.createAccessKey, ["Tag": "late"]))
    }

    static func hasLateKey(_ server: TestServer) async throws -> Bool {
        let keys = try await server.control("state")["keys"]?.array ?? []
        return keys.contains { $0["tag"] == "late" }
    }

    /// The fault, and the status that comes before the work.
    static let faults: [(JSON, Int?)] = [
        (["kind": "lateCommit", "seconds": 400], nil),
        (["kind": "dropBeforeCommit", "late": 400], nil),
        (["kind": "intermediary", "status": 504, "late": 400], 504),
        (["kind": "problemJSON", "status": 403, "late": 400], 403),
        (["kind": "status503", "late": 400, "judged": "onArrival"], 503),
    ]

    @Test("It is done when the cloud's clock says so, after any answer or none")
    func late() async throws {
        for (fault, status) in Self.faults {
            try await TestServer.run { server in
                #expect(try await Self.meet(server, fault)?.status == status, "\(fault)")
                #expect(try await !Self.hasLateKey(server))
                let before = try await server.control("state")
                #expect(before["late"]?.array?.count == 1)
                #expect(before["requests"]?.array?.last?["committed"] == false)
                try await server.advance(400)
                #expect(try await Self.hasLateKey(server), "\(fault)")
                let after = try await server.control("state")
                #expect(after["late"] == [])
                #expect(after["requests"]?.array?.last?["committed"] == true)
                #expect(
                    after["requests"]?.array?.last?["madeKey"]
                        == after["keys"]?.array?.last?["accessKeyId"])
            }
        }
    }

    @Test("It is dated to when it was due, however far the clock has jumped since")
    func dated() async throws {
        try await TestServer.run { server in
            let start = try await server.cloudTime
            _ = try await Self.meet(server, ["kind": "lateCommit", "seconds": 100])
            let sent = try await server.cloudTime
            try await server.advance(90_000)
            let state = try await server.control("state")
            let text = state["keys"]?.array?.last?["creationDate"]?.string ?? ""
            let made = try #require(DateReading.instant(text))
            #expect((start + 100...sent + 101).contains(made))
            #expect(try await server.cloudTime >= start + 90_000)
        }
    }

    @Test(
        "A key disabled meanwhile stops what is judged late, not what was judged on arrival",
        arguments: [("late", false), ("onArrival", true)])
    func judged(when: String, isMade: Bool) async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey()
            let fault: JSON = [
                "kind": "lateCommit", "seconds": 400, "judged": .string(when),
            ]
            #expect(try await Self.meet(server, fault, key: key) == nil)
            try await server.control(
                "keys", ["do": "update", "accessKeyId": .string(key.id), "state": "INACTIVE"])
            try await server.advance(400)
            #expect(try await Self.hasLateKey(server) == isMade)
        }
    }

    @Test(
        "A signature that has grown too old is refused late, not on arrival",
        arguments: [("late", false), ("onArrival", true)])
    func oldSignature(when: String, isMade: Bool) async throws {
        try await TestServer.run { server in
            let fault: JSON = [
                "kind": "lateCommit", "seconds": 400, "judged": .string(when),
            ]
            #expect(try await Self.meet(server, fault, ahead: 0) == nil)
            try await server.advance(400)
            #expect(try await Self.hasLateKey(server) == isMade)
        }
    }

    @Test("It is not done before its time, whatever its fault")
    func notBefore() async throws {
        for kind in ["lateCommit", "intermediary"] {
            try await TestServer.run { server in
                let fault: JSON = [
                    "kind": .string(kind), "late": 20000, "judged": "onArrival",
                ]
                _ = try await Self.meet(server, fault)
                try await server.advance(10000)
                #expect(try await !Self.hasLateKey(server))
                try await server.advance(10000)
                #expect(try await Self.hasLateKey(server))
            }
        }
    }

    @Test("What is refused on arrival is never done")
    func refusedOnArrival() async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey(["state": "INACTIVE"])
            let fault: JSON = ["kind": "lateCommit", "seconds": 400, "judged": "onArrival"]
            #expect(try await Self.meet(server, fault, key: key) == nil)
            #expect(try await server.control("state")["late"] == [])
            #expect(try await server.control("state")["requests"]?.array?.last?["code"] == "1")
        }
    }

    @Test("Forgotten requests are done all the same, and no other is blamed")
    func forgotten() async throws {
        try await TestServer.run { server in
            #expect(try await Self.meet(server, ["kind": "lateCommit", "seconds": 400]) == nil)
            try await server.control("requests")
            try await server.call(.createAccessKey, ["UserName": "nobody"])
            try await server.advance(400)
            #expect(try await Self.hasLateKey(server))
            let requests = try await server.control("state")["requests"]?.array
            #expect(requests?.map { $0["committed"] } == [false])
        }
    }
}

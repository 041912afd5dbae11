import Testing

@testable import OutscaleSimulator

@Suite("Changes that reach signatures late")
struct SignatureDelayTests {
    @Test("A new key is refused as code 1 until it is active, and shown as ACTIVE all the while")
    func activation() async throws {
        try await TestServer.run { server in
            try await server.follow(["activationDelay": 3600])
            let key = try await server.makeKey(["UserName": "alice"])
            #expect(try await server.ask(.readAccessKeys, key: key).outcome == "401/1")
            #expect(try await server.report(of: key)?["works"] == true)
            #expect(try await server.report(of: key)?["signs"] == false)
            let list = try await server.ask(.readAccessKeys, ["UserName": "alice"])
            #expect(list.json["AccessKeys"]?.array?.first?["State"] == "ACTIVE")
            try await server.advance(3600)
            #expect(try await server.ask(.readAccessKeys, key: key).status == 200)
            #expect(try await server.report(of: key)?["signs"] == true)
        }
    }

    @Test(
        "Whether the refusals of a new key lock it is unknown: both",
        arguments: [("counted", "401/13"), ("uncounted", "401/1")])
    func lockout(failures: String, outcome: String) async throws {
        try await TestServer.run { server in
            try await server.stopClock()
            try await server.follow(
                ["activationDelay": 3600, "activationFailures": .string(failures)])
            let key = try await server.makeKey(["UserName": "alice"])
            for _ in 1...4 { try await server.ask(.readAccessKeys, key: key) }
            #expect(try await server.ask(.readAccessKeys, key: key).outcome == outcome)
        }
    }

    @Test("A wrong signature counts although the key is new")
    func wrongSignature() async throws {
        try await TestServer.run { server in
            try await server.stopClock()
            try await server.follow(
                ["activationDelay": 3600, "activationFailures": "uncounted"])
            var key = try await server.makeKey(["UserName": "alice"])
            key.secret = Running.secret
            for _ in 1...4 { try await server.ask(.readAccessKeys, key: key) }
            #expect(try await server.ask(.readAccessKeys, key: key).outcome == "401/13")
        }
    }

    @Test(
        "A disabled or deleted key signs for a while, and a new one at once",
        arguments: [["do": "update", "state": "INACTIVE"], ["do": "delete"]] as [JSON])
    func revocation(change: JSON) async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey()
            try await server.follow(["stateDelay": 3600])
            let fresh = try await server.foreignKey()
            #expect(try await server.ask(.readAccessKeys, key: fresh).status == 200)
            let named = JSON.Member(name: "accessKeyId", value: .string(key.id))
            try await server.control("keys", .object((change.members ?? []) + [named]))
            #expect(try await server.ask(.readAccessKeys, key: key).status == 200)
            #expect(try await server.report(of: key)?["works"] == false)
            #expect(try await server.report(of: key)?["signs"] == true)
            try await server.advance(3600)
            #expect(try await server.ask(.readAccessKeys, key: key).outcome == "401/1")
            #expect(try await server.report(of: key)?["signs"] == false)
        }
    }

    @Test("A key that is enabled again is refused for a while")
    func enabling() async throws {
        try await TestServer.run { server in
            let key = try await server.foreignKey(["state": "INACTIVE"])
            try await server.follow(["stateDelay": 3600])
            try await server.control(
                "keys", ["do": "update", "accessKeyId": .string(key.id), "state": "ACTIVE"])
            #expect(try await server.ask(.readAccessKeys, key: key).outcome == "401/1")
            try await server.advance(3600)
            #expect(try await server.ask(.readAccessKeys, key: key).status == 200)
        }
    }

    @Test(
        "The right signature of a dead key may have a code of its own, and is then no failed login",
        arguments: [("code1", "401/1", "401/13"), ("code5", "401/5", "401/5")])
    func deadKeys(belief: String, outcome: String, fifth: String) async throws {
        try await TestServer.run { server in
            try await server.stopClock()
            try await server.follow(["deadKeys": .string(belief)])
            for fields in [["state": "INACTIVE"], ["expirationDate": "2020-06-14"]] as [JSON] {
                let key = try await server.foreignKey(fields)
                for _ in 1...4 {
                    #expect(try await server.ask(.readAccessKeys, key: key).outcome == outcome)
                }
                #expect(try await server.ask(.readAccessKeys, key: key).outcome == fifth)
            }
            var wrong = try await server.foreignKey(["state": "INACTIVE"])
            wrong.secret = Running.secret
            #expect(try await server.ask(.readAccessKeys, key: wrong).outcome == "401/1")
        }
    }

    @Test("A new key can be out of reach of changes for a while")
    func writeLag() async throws {
        try await TestServer.run { server in
            try await server.follow(["writeLag": 3600])
            let key = try await server.makeKey(["UserName": "alice"])
            let named: JSON = [
                "UserName": "alice", "AccessKeyId": .string(key.id), "State": "INACTIVE",
            ]
            let bare: JSON = ["UserName": "alice", "AccessKeyId": .string(key.id)]
            #expect(try await server.ask(.updateAccessKey, named).outcome == "400/4122")
            #expect(try await server.ask(.deleteAccessKey, bare).outcome == "400/5076")
            #expect(try await server.listed(["UserName": "alice"]) == [key.id])
            try await server.advance(3600)
            #expect(try await server.ask(.updateAccessKey, named).status == 200)
            #expect(try await server.ask(.deleteAccessKey, bare).status == 200)
        }
    }

    @Test("Without a lockout a key is refused and refused, and then good again")
    func noLockout() async throws {
        try await TestServer.run { server in
            try await server.stopClock()
            try await server.follow(["lockout": "off"])
            let key = try await server.foreignKey()
            var wrong = key
            wrong.secret = Running.secret
            for _ in 1...9 {
                #expect(try await server.ask(.readAccessKeys, key: wrong).outcome == "401/1")
            }
            #expect(try await server.ask(.readAccessKeys, key: key).status == 200)
        }
    }
}

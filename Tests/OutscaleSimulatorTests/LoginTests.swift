import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("Logins, locks and limits")
struct LoginTests {
    @Test("The account's login is accepted for keys and the policy, refused elsewhere as code 9")
    func basic() async throws {
        try await TestServer.run { server in
            let parameters: JSON = ["DryRun": true, "AccessKeyId": "X"]
            for call in Call.allCases where call != .updateApiAccessPolicy {
                let outcome = try await server.login(
                    call, "root@example.com:correct-horse",
                    parameters.trimmed(for: call)
                ).outcome
                let takesLogin = call.isOnOwnKeys || call == .readApiAccessPolicy
                #expect(outcome == (takesLogin ? "200" : "401/9"), "\(call)")
            }
        }
    }

    @Test(
        "A wrong login is refused as code 1",
        arguments: [
            "root@example.com:wrong", "other@example.com:correct-horse", "no-colon",
            "root@example.com:correct-horse:", ":",
        ])
    func wrongLogin(login: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.login(.readAccessKeys, login)
            #expect(reply.outcome == "401/1")
        }
    }

    @Test("A password may hold colons and bytes beyond ASCII, in the standard alphabet of base64")
    func parsing() throws {
        let text = Data("a@b.c:p:é?>~".utf8).base64EncodedString()
        #expect(BasicLogin(header: "Basic " + text)?.password == "p:é?>~")
        let urlSafe = text.replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "+", with: "-")
        #expect(urlSafe != text)
        #expect(BasicLogin(header: "Basic " + urlSafe) == nil)
    }

    @Test("An unknown kind of Authorization is code 12")
    func unknownScheme() async throws {
        try await TestServer.run { server in
            let request = WireRequest(
                method: "POST", path: "/api/v1/ReadAccessKeys",
                headers: ["authorization": "Bearer x"], body: Array("{}".utf8))
            let reply = try await server.send(request)
            #expect(reply?.outcome == "401/12")
        }
    }

    @Test("Four failures lock a credential, the right secret too; others keep working")
    func lockout() async throws {
        try await TestServer.run { server in
            try await server.stopClock()
            let other = try await server.makeKey()
            var wrong = server.rootKey
            wrong.secret = String(repeating: "X", count: 40)
            for _ in 1...4 {
                #expect(try await server.call(.readAccessKeys, key: wrong).outcome == "401/1")
            }
            #expect(try await server.call(.readAccessKeys).outcome == "401/13")
            #expect(try await server.call(.readAccessKeys, key: other).status == 200)
            try await server.advance(59)
            #expect(try await server.ask(.readAccessKeys).outcome == "401/13")
            try await server.advance(1)
            #expect(try await server.ask(.readAccessKeys).status == 200)
        }
    }

    @Test("Only failures in a row count: a success between them starts anew")
    func forgiveness() async throws {
        try await TestServer.run { server in
            var wrong = server.rootKey
            wrong.secret = String(repeating: "X", count: 40)
            for _ in 1...3 {
                for _ in 1...3 { try await server.call(.readAccessKeys, key: wrong) }
                #expect(try await server.call(.readAccessKeys).status == 200)
            }
        }
    }

    @Test("Each further four failures lock a minute longer, up to ten; a success starts anew")
    func growth() throws {
        var lockout = Lockout()
        var now = 0
        for round in 1...12 {
            for _ in 1...4 { lockout.noteFailure("k", now: now) }
            let length = min(round, 10) * 60
            #expect(throws: APIError.locked) { try lockout.check("k", now: now + length - 1) }
            now += length
            #expect(throws: Never.self) { try lockout.check("k", now: now) }
        }
        lockout.noteSuccess("k")
        for _ in 1...3 { lockout.noteFailure("k", now: now) }
        #expect(throws: Never.self) { try lockout.check("k", now: now) }
    }

    @Test("A credential can be locked for good: code 11")
    func lockedForGood() async throws {
        try await TestServer.run { server in
            try await server.control(
                "lockouts", ["credential": .string(server.rootKey.id), "forever": true])
            #expect(try await server.call(.readAccessKeys).outcome == "401/11")
            try await server.control("lockouts", ["clear": true])
            #expect(try await server.call(.readAccessKeys).status == 200)
        }
    }

    @Test("The next calls can be throttled: 429 with code 24, or 503 with code 6")
    func throttle() async throws {
        try await TestServer.run { server in
            try await server.control("throttle", ["next": 2, "retryAfter": 3])
            for _ in 1...2 {
                let reply = try await server.call(.readAccessKeys)
                #expect(reply.outcome == "429/24")
                #expect(reply.headers["retry-after"] == "3")
            }
            #expect(try await server.call(.readAccessKeys).status == 200)
            try await server.control(
                "throttle", ["next": 1, "status": 503, "action": "CreateAccessKey"])
            #expect(try await server.call(.readAccessKeys).status == 200)
            #expect(try await server.call(.createAccessKey).outcome == "503/6")
        }
    }

    @Test("A rate is kept within each second of the simulator's clock")
    func rate() throws {
        var throttle = Throttle()
        throttle.rate = 2
        for _ in 1...2 { try throttle.check(.readUsers, now: 7) }
        #expect(throws: APIError.throttled(retryAfter: nil)) {
            try throttle.check(.readUsers, now: 7)
        }
        #expect(throws: Never.self) { try throttle.check(.readUsers, now: 8) }
    }
}

extension JSON {
    /// Without the parameters that the call does not know.
    fileprivate func trimmed(for call: Call) -> JSON {
        let hasKey = call == .updateAccessKey || call == .deleteAccessKey
        return .object((members ?? []).filter { $0.name != "AccessKeyId" || hasKey })
    }
}

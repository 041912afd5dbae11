import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("Planned faults")
struct FaultTests {
    /// What a CreateAccessKey meets: the raw bytes that came back, and whether a key was made.
    static func meet(_ fault: JSON, _ judge: @Sendable ([UInt8], Bool) throws -> Void)
        async throws
    {
        let members = [JSON.Member(name: "action", value: "CreateAccessKey")]
        let plan = JSON.object(members + (fault.members ?? []))
        try await TestServer.run { server in
            try await server.control("faults", ["faults": [plan]])
            let request = Signing(
                key: server.rootKey, host: server.host, now: Int(Date().timeIntervalSince1970)
            ).request(.createAccessKey, ["Tag": "mine"])
            let bytes = try await server.sendRaw(request)
            let keys = try await server.control("state")["keys"]?.array
            try judge(bytes, keys?.count == 2)
            #expect(try await server.call(.readAccessKeys).status == 200)
        }
    }

    @Test(
        "A drop closes the connection without a byte",
        arguments: [("dropBeforeCommit", false), ("dropAfterCommit", true)])
    func drop(kind: String, isMade: Bool) async throws {
        try await Self.meet(["kind": .string(kind)]) { bytes, made in
            #expect(bytes.isEmpty)
            #expect(made == isMade)
        }
    }

    @Test("A late commit happens after the connection is gone")
    func lateCommit() async throws {
        try await TestServer.run { server in
            try await server.control(
                "faults",
                [
                    "faults": [
                        ["action": "CreateAccessKey", "kind": "lateCommit", "seconds": 0.2]
                    ]
                ])
            let request = Signing(
                key: server.rootKey, host: server.host, now: Int(Date().timeIntervalSince1970)
            ).request(.createAccessKey)
            #expect(try await server.sendRaw(request).isEmpty)
            var keys = 1
            for _ in 1...2400 where keys == 1 {
                try await Task.sleep(for: .milliseconds(50))
                keys = try await server.control("state")["keys"]?.array?.count ?? 0
            }
            #expect(keys == 2)
        }
    }

    @Test("Half an answer announces the whole")
    func half() async throws {
        try await Self.meet(["kind": "halfAnswer"]) { bytes, made in
            let reply = try #require(Reply(bytes))
            let length = try #require(reply.headers["content-length"].flatMap { Int($0) })
            #expect(reply.body.count == length / 2)
            #expect(made)
        }
    }

    @Test("A wrong length differs by what was asked", arguments: [10, -10])
    func wrongLength(difference: Int64) async throws {
        let fault: JSON = ["kind": "wrongContentLength", "bytes": .integer(difference)]
        try await Self.meet(fault) { bytes, _ in
            let reply = try #require(Reply(bytes))
            #expect(reply.headers["content-length"] == String(reply.body.count + Int(difference)))
        }
    }

    @Test("A huge body has exactly the asked size and is JSON", arguments: [false, true])
    func huge(chunked: Bool) async throws {
        let fault: JSON = ["kind": "hugeBody", "bytes": 300_000, "chunked": .bool(chunked)]
        try await Self.meet(fault) { bytes, made in
            let reply = try #require(Reply(bytes))
            #expect(made)
            if chunked {
                #expect(reply.headers["transfer-encoding"] == "chunked")
                #expect(reply.body.count > 300_000)
            } else {
                #expect(reply.body.count == 300_000)
                #expect(reply.json["Padding"] != nil)
            }
        }
    }

    /// The fault, the outcome or status of what came, whether a key was made, a part of the text.
    static let replacements: [(JSON, String, Bool, String)] = [
        (["kind": "html502"], "502", false, "<html>"),
        (["kind": "html502", "commit": true], "502", true, "<html>"),
        (["kind": "status429", "retryAfter": 7], "429/24", false, "AccessDenied"),
        (["kind": "status503"], "503/6", false, "AccessDenied"),
        (["kind": "status503", "commit": true], "503/6", true, "AccessDenied"),
        (["kind": "redirect", "location": "http://127.0.0.1:1/x"], "307", false, ""),
        (
            ["kind": "error", "code": "4118", "type": "T", "status": 400, "details": "D"],
            "400/4118", false, #""Details":"D""#
        ),
        (["kind": "problemJSON", "status": 403], "403", false, #""status":403"#),
        (["kind": "malformedJSON"], "200", true, #""oops":tru"#),
        (["kind": "emptyBody"], "200", true, ""),
        (["kind": "skewedDateHeader"], "200", true, "SecretKey"),
        (["kind": "slow", "seconds": 0.01], "200", true, "SecretKey"),
        (["kind": "slowAfterCommit", "seconds": 0.01], "200", true, "SecretKey"),
    ]

    @Test("Answers are replaced or damaged, before or after the work")
    func replacements() async throws {
        for (fault, outcome, isMade, part) in Self.replacements {
            try await Self.meet(fault) { bytes, made in
                let reply = try #require(Reply(bytes))
                #expect(reply.outcome == outcome, "\(fault)")
                #expect(made == isMade, "\(fault)")
                let text = String(decoding: reply.body, as: UTF8.self)
                #expect(part.isEmpty ? text.isEmpty : text.contains(part), "\(fault)")
                #expect(reply.headers["date"] != nil)
            }
        }
    }

    @Test(
        "A field can be left out of an otherwise good answer",
        arguments: [("missingSecretKey", "SecretKey"), ("noTagEcho", "Tag")])
    func missing(kind: String, field: String) async throws {
        try await Self.meet(["kind": .string(kind)]) { bytes, made in
            let key = try #require(Reply(bytes)).json["AccessKey"]
            #expect(key?["AccessKeyId"] != nil)
            #expect(key?[field] == nil)
            #expect(made)
        }
    }

    @Test("A doubled field comes twice with two values")
    func doubled() async throws {
        try await Self.meet(["kind": "duplicateKeys"]) { bytes, _ in
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.components(separatedBy: #""SecretKey":"#).count == 3)
        }
    }

    @Test("A skewed Date header is ahead by what was asked")
    func skew() async throws {
        let before = Int(Date().timeIntervalSince1970) + 86400
        try await Self.meet(["kind": "skewedDateHeader", "seconds": 86400]) { bytes, _ in
            let after = Int(Date().timeIntervalSince1970) + 86400
            let date = try #require(Reply(bytes)?.headers["date"])
            #expect((before - 1...after + 1).map(Answer.date).contains(date))
        }
    }
}

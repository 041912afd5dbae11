import Foundation
import Testing

@testable import OutscaleSimulator

@Suite("Intermediaries that answer in the API's place")
struct IntermediaryTests {
    /// The page, its media type, and a part of its text.
    static let pages: [(String, String, String)] = [
        ("html", "text/html", "<html>"), ("text", "text/plain", "no"),
        ("empty", "text/plain", ""), ("json", "application/json", #"{"message":"#),
        ("errors", "application/json", #"{"Errors":[{"Code":"0""#),
        ("errorsWithRequestID", "application/json", #""ResponseContext":{"RequestId":"#),
        ("problem", "application/problem+json", #""type":"DefaultError""#),
        ("problemWithRequestID", "application/problem+json", #""instance":"urn:uuid:"#),
    ]

    @Test("Each page comes with any status, the work done or not", arguments: pages)
    func page(page: String, type: String, part: String) async throws {
        try await TestServer.run { server in
            var made = 1
            for (status, commits) in [(200, false), (403, true), (404, false), (502, true)] {
                let fault: JSON = [
                    "action": "CreateAccessKey", "kind": "intermediary", "body": .string(page),
                    "status": JSON(status), "commit": .bool(commits),
                ]
                try await server.control("faults", ["faults": [fault]])
                let reply = try await server.ask(.createAccessKey)
                let text = String(decoding: reply.body, as: UTF8.self)
                #expect(reply.status == status)
                #expect(reply.headers["content-type"] == type)
                #expect(part.isEmpty ? text.isEmpty : text.contains(part))
                #expect(text.contains("RequestId") == (page == "errorsWithRequestID"))
                #expect(text.contains("instance") == (page == "problemWithRequestID"))
                #expect(!text.contains("SecretKey"))
                made += commits ? 1 : 0
                #expect(try await server.control("state")["keys"]?.array?.count == made)
            }
        }
    }

    @Test("Every status that such things send goes over the wire")
    func statuses() async throws {
        try await TestServer.run { server in
            for status in Intermediary.statuses {
                let fault: JSON = [
                    "action": "*", "kind": "intermediary", "status": JSON(status),
                ]
                try await server.control("faults", ["faults": [fault]])
                #expect(try await server.ask(.readAccessKeys).status == status)
            }
        }
    }

    @Test(
        "A problem+json of the API's own tells the request's id or not", arguments: [true, false])
    func problem(hasID: Bool) async throws {
        let fault: JSON = ["kind": "problemJSON", "status": 500, "requestId": .bool(hasID)]
        try await FaultTests.meet(fault) { bytes, made in
            let reply = try #require(Reply(bytes))
            #expect(reply.headers["content-type"] == "application/problem+json")
            #expect((reply.json["instance"] != nil) == hasID)
            #expect(!made)
        }
    }

    @Test("A fault can be drawn at random, and its number repeats it")
    func drawing() async throws {
        try await TestServer.run { server in
            let body: JSON = ["seed": 7, "action": "DeleteAccessKey"]
            let one = try await server.control("faults", body)
            #expect(one == (try await server.control("faults", body)))
            #expect(one["installed"] == 1)
            #expect(one["faults"]?.array?.first?["action"] == "DeleteAccessKey")
        }
    }

    @Test("Seeds reach every effect, page and status")
    func reach() {
        let faults = (UInt64(0)..<3000).map { seed in
            var source = RandomSource.seeded(seed)
            return Fault.drawn(for: "*", from: &source)
        }
        #expect(faults.contains { $0.effect == .never })
        #expect(faults.contains { $0.effect == .before })
        for judged in Fault.Judged.allCases {
            #expect(faults.contains { $0.late != nil && $0.judged == judged })
        }
        #expect(Set(faults.compactMap(\.body)).count == Intermediary.Page.allCases.count)
        let met = faults.filter { $0.kind == .intermediary }.compactMap(\.status)
        #expect(Set(met) == Set(Intermediary.statuses))
    }
}

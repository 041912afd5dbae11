import Foundation
import Testing

@testable import APIClient

@Suite struct `A refusal` {
    private func refusal(
        _ body: String, status: Int = 400, type: String = "application/json", headers: [String] = []
    ) throws -> Refusal? {
        let server = try LoopbackServer(
            always: .answer(body, status: status, type: type, headers: headers))
        let error = #expect(throws: APIError.self) {
            try client(server.url).deleteAccessKey(id: "A", user: nil)
        }
        return error?.refusal
    }

    @Test(
        arguments: [
            (
                #"{"Errors":[{"Code":"4122","Type":"InvalidParameterValue","Details":"d"},{"Code":"2"}],"ResponseContext":{"RequestId":"r-1"}}"#,
                [["4122", "InvalidParameterValue", "d"], ["2", "", ""]], "r-1"
            ),
            (
                #"{"Errors":[{"Code":5076,"Details":null}],"ResponseContext":{"RequestId":"r-1"}}"#,
                [["5076", "", ""]], "r-1"
            ),
            (
                #"{"type":"about:blank","title":"Forbidden","status":400,"detail":"why"}"#,
                [["", "Forbidden", "why"]], nil
            ),
            (#"{"title":"Forbidden","RequestId":"r-2"}"#, [["", "Forbidden", ""]], "r-2"),
        ] as [(String, [[String]], String?)])
    func `is read in both shapes`(body: String, faults: [[String]], requestID: String?) throws {
        let type = requestID == "r-1" ? "application/json" : "application/problem+json"
        let refusal = try #require(try refusal(body, type: type))
        #expect(refusal.status == 400)
        #expect(refusal.errors.map { [$0.code, $0.type, $0.details] } == faults)
        #expect(refusal.requestID == requestID)
    }

    @Test func `can't write to the terminal what it likes`() throws {
        let body =
            #"{"Errors":[{"Code":"1\u001b[2J","Type":"a\u0007b","Details":"x\r\ny\u202eevil\u009b31m\#(String(repeating: "z", count: 2_000))"}],"ResponseContext":{"RequestId":"r\u001b[m"}}"#
        let refusal = try #require(try refusal(body))
        let fault = try #require(refusal.first)
        #expect(refusal.requestID == "r [m")
        #expect(fault.code == "1 [2J")
        #expect(fault.type == "a b")
        #expect(fault.details.hasPrefix("x y evil 31mzzz"))
        #expect(fault.details.count <= DisplayText.limit + 1)
    }

    @Test(arguments: [3_600.0, -3_600, 0])
    func `tells how far this machine's clock is off`(offset: Double) throws {
        let server = try LoopbackServer(
            always: .json(
                Disturbance.denied, status: 401, headers: ["Date: Wed, 01 Jan 2025 00:00:00 GMT"]))
        let client = try client(
            server.url, now: { Date(timeIntervalSince1970: 1_735_689_600 + offset) })
        #expect(client.clockSkew == nil)
        let error = #expect(throws: APIError.self) { _ = try client.readAccessKeys(user: nil) }
        #expect(error?.refusal?.clockSkew == offset)
        #expect(client.clockSkew == offset)
        #expect(server.requests.count == 1)
    }

    @Test func `never shows a secret that a confused server sends`() throws {
        let refusal = try refusal(
            #"{"AccessKey":{"SecretKey":"S3"},"title":"t","detail":"d"}"#,
            type: "application/problem+json")
        #expect(refusal.map { "\($0)".contains("S3") } == false)
    }
}

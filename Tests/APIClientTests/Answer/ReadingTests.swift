import Foundation
import Testing

@testable import APIClient

@Suite struct `Reading access keys` {
    @Test func `lists what OUTSCALE answers`() throws {
        let server = try LoopbackServer(
            always: .json(
                """
                {"AccessKeys":[
                 {"AccessKeyId":"AAAAAAAAAAAAAAAAAAAA","State":"ACTIVE","CreationDate":"2024-09-07T23:59:59Z",
                  "ExpirationDate":"2063-04-05T00:00:00.000+0000","Tag":"build"},
                 {"AccessKeyId":"BBBBBBBBBBBBBBBBBBBB","State":"INACTIVE"}],
                 "ResponseContext":{"RequestId":"r"}}
                """))
        let keys = try client(server.url).readAccessKeys(user: nil)
        #expect(
            keys == [
                AccessKey(
                    id: "AAAAAAAAAAAAAAAAAAAA", state: .active,
                    createdAt: Date(timeIntervalSince1970: 1_725_753_599),
                    expiresAt: OutscaleDate.parse("2063-04-05"), tag: "build"),
                AccessKey(id: "BBBBBBBBBBBBBBBBBBBB", state: .inactive),
            ])
    }

    @Test func `puts the tag beside the filters and the ids in them`() throws {
        let server = try LoopbackServer(always: .noKeys)
        _ = try client(server.url).readAccessKeys(user: "alice", tag: "t", ids: ["A", "B"])
        #expect(
            server.requests.first?.body
                == #"{"Filters":{"AccessKeyIds":["A","B"]},"Tag":"t","UserName":"alice"}"#)
    }
}

import Foundation
import Testing

@testable import APIClient

@Suite struct `A long list of keys` {
    private func list(of count: Int) -> String {
        let keys = (0..<count).map { number in
            "{\"AccessKeyId\":\"K\(number)\",\"State\":\"ACTIVE\",\"CreationDate\":\"2026-11-24T01:00:00.000+0000\","
                + "\"LastModificationDate\":\"2026-11-24T01:00:00.000+0000\",\"Tag\":\"a tag of some length\"}"
        }
        return "{\"AccessKeys\":[\(keys.joined(separator: ","))]}"
    }

    @Test func `is read whole`() throws {
        let text = list(of: 2_000)
        #expect(text.utf8.count > AnswerRoom.guarded.capacity * 4)
        let server = try LoopbackServer(always: .json(text))
        #expect(try client(server.url).readAccessKeys(user: nil).count == 2_000)
    }

    @Test func `has room for tens of thousands`() {
        #expect(AnswerRoom.roomy.capacity / 300 > 100_000)
    }

    /// The same answer would come again.
    @Test func `is not asked for again where it is too long even so`() throws {
        let text = String(repeating: "x", count: AnswerRoom.roomy.capacity + 1)
        let server = try LoopbackServer(always: .json("\"\(text)\""))
        let pauses = Pauses()
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url, pauses: pauses).readAccessKeys(user: nil)
        }
        #expect(error.map(summary) == "unreadable tooLarge")
        #expect(server.requests.count == 1)
        #expect(pauses.seconds.isEmpty)
    }
}

@Suite struct `A null` {
    @Test(arguments: [
        #"{"QuotaTypes":null}"#, "{}", #"{"QuotaTypes":[null]}"#,
        #"{"QuotaTypes":[{"Quotas":null}]}"#,
        #"{"QuotaTypes":[{}]}"#, #"{"QuotaTypes":[{"Quotas":[null]}]}"#,
        #"{"QuotaTypes":[{"Quotas":[{"Name":null,"MaxValue":1}]}]}"#,
        #"{"QuotaTypes":[{"Quotas":[{"Name":"q","MaxValue":null}]}]}"#,
    ])
    func `in the quotas is a quota that is not there`(text: String) throws {
        let server = try LoopbackServer(always: .json(text))
        #expect(try client(server.url).readQuota("q") == nil)
    }

    @Test func `beside a quota does not hide it`() throws {
        let server = try LoopbackServer(
            always: .json(
                #"{"QuotaTypes":[null,{"Quotas":null},{"Quotas":[null,{"Name":null},{"Name":"q","MaxValue":5,"UsedValue":null}]}]}"#
            ))
        #expect(
            try client(server.url).readQuota("q") == Quota(maximum: 5, used: 0))
    }

    @Test(arguments: [
        "{}", #"{"ApiAccessPolicy":null}"#,
        #"{"ApiAccessPolicy":{"MaxAccessKeyExpirationSeconds":null,"RequireTrustedEnv":null}}"#,
    ])
    func `in the policy sets no rule`(text: String) throws {
        let server = try LoopbackServer(always: .json(text))
        #expect(
            try client(server.url).readAccessPolicy()
                == AccessPolicy(maximumLifetime: nil, requiresTrustedEnvironment: false))
    }

    @Test func `among keys, users and accounts is none of them`() throws {
        let server = try LoopbackServer { request, _ in
            switch request.action {
            case "ReadAccessKeys":
                .json(
                    #"{"AccessKeys":[null,{"AccessKeyId":"A","State":null,"Tag":null,"ExpirationDate":null}]}"#
                )
            case "ReadUsers":
                .json(
                    #"{"Users":[null,{"UserName":"u","UserId":null,"Path":null,"CreationDate":null}],"HasMoreItems":null}"#
                )
            default: .json(#"{"Accounts":[null,{"AccountId":null},{"AccountId":"1"}]}"#)
            }
        }
        let client = try client(server.url)
        #expect(try client.readAccessKeys(user: nil) == [AccessKey(id: "A", state: .unknown)])
        #expect(try client.readUsers() == [EIMUser(id: "u", name: "u")])
        #expect(try client.readAccounts() == [Account(id: "1")])
    }

    /// An empty list says that there is no key; a list that is not there says nothing.
    @Test(arguments: ["{}", #"{"AccessKeys":null}"#])
    func `instead of the keys is not taken for an empty list`(text: String) throws {
        let server = try LoopbackServer(always: .json(text))
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url).readAccessKeys(user: nil)
        }
        #expect(error == .unexpected("AccessKeys"))
    }
}

@Suite struct `A deletion` {
    @Test(arguments: [
        "{}", #"{"ResponseContext":{}}"#, #"{"ResponseContext":{"RequestId":" "}}"#,
        #"{"type":"about:blank","title":"Forbidden","status":403,"detail":"why"}"#,
    ])
    func `is not accepted by a success that no request id proves to be OUTSCALE's`(
        body: String
    ) throws {
        let server = try LoopbackServer(always: .json(body))
        let error = #expect(throws: APIError.self) {
            try client(server.url).deleteAccessKey(id: "A", user: nil)
        }
        #expect(error == .unexpected("ResponseContext.RequestId"))
        #expect(error?.outcome == .unknown)
    }
}

@Suite struct `A success that speaks of errors` {
    private static let errors = #""Errors":[{"Code":"4118","Type":"Conflict","Details":"d"}]"#
    private static let context = #""ResponseContext":{"RequestId":"r-1"}"#

    private func error(_ text: String) throws -> APIError? {
        let server = try LoopbackServer(always: .json(text))
        return #expect(throws: APIError.self) {
            _ = try client(server.url).createAccessKey(user: nil, expiresAt: nil, tag: "t")
        }
    }

    @Test func `is OUTSCALE's refusal if it has a request id`() throws {
        let error = try error("{\(Self.errors),\(Self.context)}")
        #expect(error.map(summary) == "refused 200 4118")
        #expect(error?.outcome == .nothingHappened)
    }

    @Test func `proves nothing without one`() throws {
        let error = try error("{\(Self.errors)}")
        #expect(
            error == .intermediary(ForeignAnswer(status: 200, words: "Conflict, d (code 4118)")))
        #expect(error?.outcome == .unknown)
    }

    @Test func `is told for a call that only reads and changes, too`() throws {
        let server = try LoopbackServer(always: .json("{\(Self.errors),\(Self.context)}"))
        let client = try client(server.url)
        let read = #expect(throws: APIError.self) { _ = try client.readUsers() }
        let deleted = #expect(throws: APIError.self) {
            try client.deleteAccessKey(id: "A", user: nil)
        }
        #expect(
            [read, deleted].map { $0.map(summary) } == ["refused 200 4118", "refused 200 4118"])
    }

    @Test func `is a success all the same if it brings the secret, or lists no error`() throws {
        for errors in [Self.errors, #""Errors":[]"#, #""Errors":null"#] {
            let text = creationAnswer().dropFirst()
            let server = try LoopbackServer(always: .json("{\(errors),\(text)"))
            let issued = try client(server.url).createAccessKey(
                user: nil, expiresAt: nil, tag: "t")
            #expect(revealed(issued.secret).count == 40)
        }
        let server = try LoopbackServer(
            always: .json(
                #"{"Errors":[],"message":"m","AccessKeys":[],"ResponseContext":{"RequestId":"r"}}"#)
        )
        #expect(try client(server.url).readAccessKeys(user: nil).isEmpty)
    }
}

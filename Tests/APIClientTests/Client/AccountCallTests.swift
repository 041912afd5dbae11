import Foundation
import SecretMemory
import Synchronization
import Testing

@testable import APIClient

@Suite struct `The calls on the account` {
    @Test func `list the users page after page, each once`() throws {
        // The second page begins with a user of the first: it is not documented where items begin.
        let server = try LoopbackServer { request, _ in
            request.body.contains("FirstItem")
                ? .json(
                    #"{"Users":[{"UserId":"B","UserName":"bob"},{"UserId":"C","UserName":"eve"}],"HasMoreItems":false}"#
                )
                : .json(
                    #"{"Users":[{"UserId":"A","UserName":"alice","Path":"/x/"},{"UserId":"B","UserName":"bob"}],"HasMoreItems":true}"#
                )
        }
        let users = try client(server.url).readUsers()
        #expect(users.map(\.name) == ["alice", "bob", "eve"])
        #expect(users.first?.path == "/x/")
        #expect(
            server.requests.map(\.body) == [
                #"{"ResultsPerPage":100}"#, #"{"FirstItem":2,"ResultsPerPage":100}"#,
            ])
    }

    @Test func `give no part of a list whose pages repeat and promise more`() throws {
        // As OUTSCALE's, no two answers are the same: over a connection that is kept, one of the same bytes is asked for anew.
        let server = try LoopbackServer { _, number in
            .json(
                #"{"Users":[{"UserId":"A","UserName":"a"}],"HasMoreItems":true,"#
                    + #""ResponseContext":{"RequestId":"\#(number)"}}"#)
        }
        let error = #expect(throws: APIError.self) { _ = try client(server.url).readUsers() }
        #expect(error == .unexpected("HasMoreItems"))
        #expect(server.requests.count == 4)
    }

    @Test func `go on behind a page that repeats the one before, where items count from 1`() throws
    {
        let names = ["a", "b", "c"]
        let server = try LoopbackServer { request, _ in
            let first =
                names.indices.first { request.body.contains("\"FirstItem\":\($0 + 1)") } ?? 0
            return .json(
                "{\"Users\":[{\"UserId\":\"\(names[first])\",\"UserName\":\"\(names[first])\"}],"
                    + "\"HasMoreItems\":\(first < 2)}")
        }
        #expect(try client(server.url).readUsers().map(\.name) == names)
    }

    @Test func `go on for hundreds of pages, and are never sent at once`() throws {
        let server = try LoopbackServer { _, number in
            .json(
                "{\"Users\":[{\"UserId\":\"U\(number)\",\"UserName\":\"u\(number)\"}],\"HasMoreItems\":\(number < 149)}"
            )
        }
        let pauses = Pauses()
        #expect(try client(server.url, pauses: pauses).readUsers().count == 150)
        #expect(pauses.seconds == Array(repeating: 0.2, count: 149))
    }

    @Test func `give no part of a list that never ends`() throws {
        let transport = EndlessUsers()
        let client = OutscaleClient(
            endpoint: try Endpoint("https://x.test", allowingInsecureLoopback: false),
            region: try #require(Region("eu-west-2")), authentication: .signed(testSigner),
            transport: transport, now: { Date() }, pause: { _ in })
        let error = #expect(throws: APIError.self) { _ = try client.readUsers() }
        #expect(error == .unexpected("HasMoreItems"))
        #expect(transport.asked == OutscaleClient.mostUserPages)
    }

    @Test func `create a user`() throws {
        let server = try LoopbackServer(
            always: .json(
                #"{"User":{"UserId":"U","UserName":"alice","CreationDate":"2026-01-01"}}"#))
        let user = try client(server.url).createUser(name: "alice")
        #expect(user.id == "U")
        #expect(user.createdAt == OutscaleDate.parse("2026-01-01"))
        #expect(server.requests.map(\.body) == [#"{"UserName":"alice"}"#])
    }

    @Test func `keep the account's id alone`() throws {
        let server = try LoopbackServer(
            always: .json(#"{"Accounts":[{"AccountId":"123","Email":"a@b.c","LastName":"x"}]}"#))
        #expect(try client(server.url).readAccounts() == [Account(id: "123")])
    }

    @Test(
        arguments: [
            ("0", "false", nil, false), ("86400", "true", 86_400, true),
        ] as [(String, String, Int64?, Bool)])
    func `read the policy`(maximum: String, trusted: String, ceiling: Int64?, required: Bool) throws
    {
        let server = try LoopbackServer(
            always: .json(
                "{\"ApiAccessPolicy\":{\"MaxAccessKeyExpirationSeconds\":\(maximum),\"RequireTrustedEnv\":\(trusted)}}"
            ))
        #expect(
            try client(server.url).readAccessPolicy()
                == AccessPolicy(maximumLifetime: ceiling, requiresTrustedEnvironment: required))
    }

    @Test func `read one quota`() throws {
        let server = try LoopbackServer(
            always: .json(
                #"{"QuotaTypes":[{"QuotaType":"global","Quotas":[{"Name":"other","MaxValue":1},{"Name":"accesskey_limit","MaxValue":10,"UsedValue":3}]}]}"#
            ))
        let client = try client(server.url)
        #expect(try client.readQuota("accesskey_limit") == Quota(maximum: 10, used: 3))
        #expect(try client.readQuota("none") == nil)
        #expect(server.requests.first?.body == #"{"Filters":{"QuotaNames":["accesskey_limit"]}}"#)
    }
}

/// A new user on every page, and always one more page.
private final class EndlessUsers: Transport {
    private let count = Mutex(0)
    var asked: Int { count.withLock { $0 } }

    func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return HTTPResponse(
            status: 200,
            body: body(
                "{\"Users\":[{\"UserId\":\"U\(number)\",\"UserName\":\"u\"}],\"HasMoreItems\":true}"
            ))
    }
}

@Suite struct `Changing a key` {
    static let answer = #"{"AccessKey":{"AccessKeyId":"A","State":"INACTIVE"}}"#

    @Test(
        arguments: [
            (nil, .unchanged, .unchanged, #"{"AccessKeyId":"A","UserName":"u"}"#),
            (
                .inactive, .set(Date(timeIntervalSince1970: 1_801_353_600)), .set("t"),
                #"{"AccessKeyId":"A","ExpirationDate":"2027-01-31T00:00:00.000Z","State":"INACTIVE","Tag":"t","UserName":"u"}"#
            ),
            (
                .active, .never, .clear,
                #"{"AccessKeyId":"A","ClearExpirationDate":true,"ClearTag":true,"State":"ACTIVE","UserName":"u"}"#
            ),
        ] as [(AccessKey.State?, ExpiryUpdate, TagUpdate, String)])
    func `says only what is asked`(
        state: AccessKey.State?, expiry: ExpiryUpdate, tag: TagUpdate, body: String
    ) throws {
        let server = try LoopbackServer(always: .json(Self.answer))
        let key = try client(server.url).updateAccessKey(
            id: "A", user: "u", state: state, expiresAt: expiry, tag: tag)
        #expect(key == AccessKey(id: "A", state: .inactive))
        #expect(server.requests.map(\.body) == [body])
    }

    @Test func `escapes what JSON must escape`() throws {
        let server = try LoopbackServer(always: .json(Self.answer))
        _ = try client(server.url).updateAccessKey(
            id: "A", user: nil, state: nil, expiresAt: .unchanged, tag: .set("\"\\/\u{1}é\n"))
        #expect(
            server.requests.first?.body
                == "{\"AccessKeyId\":\"A\",\"Tag\":\"\\\"\\\\/\\u0001é\\u000a\"}")
    }

    @Test func `leaves a state unknown whose word it does not know`() throws {
        let server = try LoopbackServer(
            always: .json(#"{"AccessKeys":[{"AccessKeyId":"A","State":"SUSPENDED"}]}"#))
        #expect(try client(server.url).readAccessKeys(user: nil).map(\.state) == [.unknown])
    }
}

@Suite struct `Signing in with a password` {
    @Test(arguments: ["p:w é", "x", String(repeating: "long", count: 100)])
    func `sends Basic and the date`(password: String) throws {
        let server = try LoopbackServer(always: .noKeys)
        let login = Login(email: "root@example.com", password: secret(password))
        _ = try client(server.url, authentication: .login(login)).readAccessKeys(user: nil)
        let request = try #require(server.requests.first)
        let expected = Data("root@example.com:\(password)".utf8).base64EncodedString()
        #expect(request.header("Authorization") == "Basic \(expected)")
        #expect(request.header("X-Osc-Date")?.wholeMatch(of: /\d{8}T\d{6}Z/) != nil)
    }

    @Test(arguments: ["", "a:b@example.com", "a@example.com\r\nX: y"])
    func `refuses an e-mail that would not arrive as such`(email: String) throws {
        let server = try LoopbackServer(always: .noKeys)
        let login = Login(email: email, password: secret("x"))
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url, authentication: .login(login)).readAccessKeys(user: nil)
        }
        #expect(error == .invalidSetting(.email))
        #expect(server.connections == 0)
    }
}

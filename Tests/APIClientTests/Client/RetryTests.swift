import Foundation
import Synchronization
import Testing

@testable import APIClient

@Suite struct `A throttled read` {
    static let accepted = Reply.noKeys
    static let gateway = Reply.answer(Disturbance.html, status: 503, type: "text/html")

    @Test(arguments: [
        ("429 once", [Reply.json("", status: 429)], 2),
        ("429 and 503", [.json(Disturbance.throttled, status: 503), .json("", status: 429)], 3),
        ("three times", [gateway, gateway, gateway], 4),
    ])
    func `is asked again until it is answered`(name: String, replies: [Reply], requests: Int) throws
    {
        let server = try LoopbackServer { _, number in
            number < replies.count ? replies[number] : Self.accepted
        }
        #expect(try client(server.url).readAccessKeys(user: nil).isEmpty)
        #expect(server.requests.count == requests)
    }

    @Test func `is given up after the third repetition`() throws {
        let server = try LoopbackServer(always: .json("", status: 429))
        let pauses = Pauses()
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url, pauses: pauses).readAccessKeys(user: nil)
        }
        #expect(error.map(summary) == "intermediary 429")
        #expect(server.requests.count == 4)
        #expect(pauses.seconds.map { $0.rounded(.down) } == [1, 2, 4])
    }

    @Test func `waits as long as OUTSCALE asks`() throws {
        let server = try LoopbackServer { _, number in
            number == 0 ? .json("", status: 429, headers: ["Retry-After: 7"]) : Self.accepted
        }
        let pauses = Pauses()
        _ = try client(server.url, pauses: pauses).readAccessKeys(user: nil)
        #expect(pauses.seconds.map { $0.rounded(.down) } == [7])
    }

    @Test func `is not asked again where OUTSCALE asks for minutes`() throws {
        let server = try LoopbackServer(
            always: .json(Disturbance.throttled, status: 429, headers: ["Retry-After: 600"]))
        let error = #expect(throws: APIError.self) {
            _ = try client(server.url).readAccessKeys(user: nil)
        }
        #expect(error?.refusal?.retryAfter == 600)
        #expect(server.requests.count == 1)
    }

    @Test func `is signed anew each time`() throws {
        let server = try LoopbackServer { _, number in
            number < 2 ? .json("", status: 429) : Self.accepted
        }
        let ticks = Mutex(1_735_689_600.0)
        _ = try client(
            server.url,
            now: {
                ticks.withLock {
                    $0 += 1
                    return Date(timeIntervalSince1970: $0)
                }
            }
        ).readAccessKeys(user: nil)
        #expect(Set(server.requests.compactMap { $0.header("X-Osc-Date") }).count == 3)
        #expect(Set(server.requests.compactMap { $0.header("Authorization") }).count == 3)
    }

    @Test(arguments: [
        ("500", Reply.json("", status: 500)), ("401", .json(Disturbance.denied, status: 401)),
        ("drop", .drop), ("nonsense", .json("?")),
    ])
    func `is the only read that is repeated`(name: String, reply: Reply) throws {
        let server = try LoopbackServer(always: reply)
        #expect(throws: APIError.self) { _ = try client(server.url).readAccessKeys(user: nil) }
        #expect(server.connections == 1)
    }
}

@Suite struct `What changes something` {
    typealias Call = @Sendable (OutscaleClient) throws(APIError) -> Void

    static let calls: [(String, Call)] = [
        (
            "CreateAccessKey",
            { c throws(APIError) in _ = try c.createAccessKey(user: nil, expiresAt: nil, tag: nil) }
        ),
        (
            "CreateAccessKey",
            { c throws(APIError) in try c.dryRunCreateAccessKey(user: nil, expiresAt: nil) }
        ),
        (
            "UpdateAccessKey",
            { c throws(APIError) in
                _ = try c.updateAccessKey(
                    id: "A", user: nil, state: .inactive, expiresAt: .unchanged, tag: .unchanged)
            }
        ),
        ("DeleteAccessKey", { c throws(APIError) in try c.deleteAccessKey(id: "A", user: nil) }),
        ("CreateUser", { c throws(APIError) in _ = try c.createUser(name: "alice") }),
    ]

    @Test(arguments: calls.indices, [429, 503])
    func `is never sent again`(call: Int, status: Int) throws {
        let server = try LoopbackServer(always: .json(Disturbance.throttled, status: status))
        let client = try client(server.url)
        #expect(throws: APIError.self) { try Self.calls[call].1(client) }
        #expect(server.requests.map(\.action) == [Self.calls[call].0])
    }
}

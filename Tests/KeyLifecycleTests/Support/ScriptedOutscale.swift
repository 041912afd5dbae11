import Foundation
import Synchronization

@testable import APIClient

/// Answers each call as a test says, and keeps what was asked.
final class ScriptedOutscale: Transport {
    struct Call: Sendable {
        let action: String
        let body: String
        /// The key whose own call it is; `nil` for whatever signs for the profile.
        var provenKey: String?
    }

    enum Reply {
        case json(Int, String)
        /// With the media type of RFC 9457.
        case problem(Int, String)
        case failure(TransportFailure.Cause, sent: Bool)
    }

    private struct State {
        var calls: [Call] = []
        var scripts: [String: [@Sendable (Call) -> Reply]] = [:]
    }

    private let state = Mutex(State())
    private let clock: @Sendable () -> Date

    init(clock: @escaping @Sendable () -> Date) { self.clock = clock }

    var calls: [Call] { state.withLock { $0.calls } }
    var actions: [String] { calls.map(\.action) }

    /// The next answer to a call; the last one that was given goes on for ever.
    func on(_ action: String, _ reply: @escaping @Sendable (Call) -> Reply) {
        state.withLock { $0.scripts[action, default: []].append(reply) }
    }

    /// The next answer to a call is not given.
    func drop(_ action: String) {
        state.withLock { _ = $0.scripts[action]?.removeFirst() }
    }

    func on(_ action: String, _ reply: @autoclosure () -> Reply) {
        let reply = reply()
        on(action) { _ in reply }
    }

    /// The next answer to a call, before all others.
    func next(_ action: String, _ reply: Reply) {
        state.withLock { $0.scripts[action, default: []].insert({ _ in reply }, at: 0) }
    }

    /// The answer to a call from now on.
    func always(_ action: String, _ reply: Reply) {
        state.withLock { $0.scripts[action] = [{ _ in reply }] }
    }

    func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse {
        try send(request, provingKey: nil)
    }

    func send(
        _ request: borrowing HTTPRequest, provingKey id: String?
    ) throws(TransportFailure) -> HTTPResponse {
        let call = Call(
            action: request.action, body: String(decoding: request.body, as: UTF8.self),
            provenKey: id)
        let script = state.withLock { state in
            state.calls.append(call)
            let scripts = state.scripts[call.action] ?? []
            if scripts.count > 1 { state.scripts[call.action]?.removeFirst() }
            return scripts.first
        }
        switch script?(call) ?? Self.usual(call) {
        case .failure(let cause, let sent): throw TransportFailure(cause, mayHaveBeenSent: sent)
        case .json(let status, let text):
            return HTTPResponse(
                status: status, serverDate: clock(),
                body: ResponseBody(copying: Array(text.utf8).span.bytes))
        case .problem(let status, let text):
            return HTTPResponse(
                status: status, mediaType: "application/problem+json", serverDate: clock(),
                body: ResponseBody(copying: Array(text.utf8).span.bytes))
        }
    }
}

/// The same, for calls that a key of the vault signs itself.
struct OutscaleAsKey: Transport {
    let id: String
    let outscale: ScriptedOutscale

    func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse {
        try outscale.send(request, provingKey: id)
    }
}

// MARK: - What OUTSCALE says

extension ScriptedOutscale {
    static let secret = "SECRET0123456789SECRET0123456789ABCDEFGH"
    private static let context = "\"ResponseContext\":{\"RequestId\":\"r-1\"}"

    private static func usual(_ call: Call) -> Reply {
        switch call.action {
        case "CreateAccessKey": created(call)
        case "ReadAccessKeys": keys([])
        default: refusal(401, code: "4")
        }
    }

    /// An answer without the request's Tag.
    static func created(_ id: String) -> Reply {
        .json(
            200,
            "{\"AccessKey\":{\"AccessKeyId\":\"\(id)\",\"SecretKey\":\"\(secret)\",\"State\":\"ACTIVE\"},\(context)}"
        )
    }

    static func created(_ call: Call) -> Reply {
        let tag = call.member("Tag").map { ",\"Tag\":\"\($0)\"" } ?? ""
        let expiry = call.member("ExpirationDate").map { ",\"ExpirationDate\":\"\($0)\"" } ?? ""
        return .json(
            200,
            "{\"AccessKey\":{\"AccessKeyId\":\"AKNEW\",\"SecretKey\":\"\(secret)\",\"State\":\"ACTIVE\""
                + "\(tag)\(expiry)},\(context)}")
    }

    static func created(like key: KeptKeys.Key) -> Reply {
        .json(
            200, "{\"AccessKey\":{\"SecretKey\":\"\(secret)\",\(key.json.dropFirst()),\(context)}")
    }

    static func key(
        _ id: String, state: String = "ACTIVE", tag: String? = nil, createdAt date: Date? = nil
    ) -> String {
        let tag = tag.map { ",\"Tag\":\"\($0)\"" } ?? ""
        let made = date.map { ",\"CreationDate\":\"\($0.formatted(.iso8601))\"" } ?? ""
        return "{\"AccessKeyId\":\"\(id)\",\"State\":\"\(state)\"\(tag)\(made)}"
    }

    static func keys(_ keys: [String]) -> Reply {
        .json(200, "{\"AccessKeys\":[\(keys.joined(separator: ","))],\(context)}")
    }

    /// The account's limit to the life of its keys.
    static func ceiling(seconds: Int) -> Reply {
        .json(
            200,
            "{\"ApiAccessPolicy\":{\"MaxAccessKeyExpirationSeconds\":\(seconds),\"RequireTrustedEnv\":false},\(context)}"
        )
    }

    /// How many keys an owner may have.
    static func quota(_ maximum: Int) -> Reply {
        .json(
            200,
            """
            {"QuotaTypes":[{"QuotaType":"global","Quotas":[{"Name":"accesskey_limit",\
            "MaxValue":\(maximum),"UsedValue":0,"AccountId":"1","Description":"",\
            "QuotaCollection":"","ShortDescription":""}]}],\(context)}
            """)
    }

    static func users(_ names: [String]) -> Reply {
        let users = names.map { "{\"UserName\":\"\($0)\",\"UserId\":\"ID-\($0)\",\"Path\":\"/\"}" }
        return .json(
            200, "{\"Users\":[\(users.joined(separator: ","))],\"HasMoreItems\":false,\(context)}")
    }

    static func refusal(_ status: Int, code: String) -> Reply {
        .json(
            status,
            "{\"Errors\":[{\"Code\":\"\(code)\",\"Type\":\"Refused\",\"Details\":\"\"}],\(context)}"
        )
    }
}

extension ScriptedOutscale.Call {
    /// A text member of the request.
    func member(_ name: String) -> String? {
        let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        return object?[name] as? String
    }
}

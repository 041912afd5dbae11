import Foundation
import Testing

@testable import OutscaleSimulator

extension TestServer {
    /// Sets a model: fields over the default.
    @discardableResult
    func follow(_ model: JSON) async throws -> JSON { try await control("model", model) }

    /// The time by the cloud's clock.
    var cloudTime: Instant {
        get async throws {
            let text = try await control("state")["now"]?.string
            return try #require(text.flatMap(DateReading.instant))
        }
    }

    /// The cloud's time is what it is until it is moved: a busy machine may need a minute for four calls.
    func stopClock() async throws { try await control("clock", ["stop": true]) }

    func advance(_ seconds: Int) async throws {
        try await control("clock", ["advance": JSON(seconds)])
    }

    /// A call signed by the cloud's clock, whose answer may have any shape.
    @discardableResult
    func ask(_ call: Call, _ parameters: JSON = [:], key: AccessKey? = nil) async throws -> Reply {
        let signing = Signing(key: key ?? rootKey, host: host, now: try await cloudTime)
        return try #require(try await send(signing.request(call, parameters)))
    }

    /// The ids, or the outcome of what was refused.
    func listed(_ parameters: JSON = [:]) async throws -> [String] {
        let reply = try await ask(.readAccessKeys, parameters)
        guard reply.status == 200 else { return [reply.outcome] }
        return reply.json["AccessKeys"]?.array?.compactMap { $0["AccessKeyId"]?.string } ?? []
    }

    /// Makes a key behind the API's back; alice's unless told.
    func foreignKey(_ fields: JSON = [:]) async throws -> AccessKey {
        let usual: JSON = ["do": "create", "owner": "alice"]
        let made = try await control(
            "keys", .object((fields.members ?? []) + (usual.members ?? [])))
        return AccessKey(
            id: try #require(made["accessKeyId"]?.string),
            secret: try #require(made["secretKey"]?.string), created: 0, modified: 0)
    }

    /// A body that the control interface refuses: its sentence.
    func refusal(_ path: String, _ body: JSON) async throws -> String? {
        let reply = try await send(
            WireRequest(
                method: "POST", path: "/_control/" + path, headers: ["x-control-token": "token"],
                body: body.text))
        return reply?.status == 400 ? reply?.json["error"]?.string : nil
    }
}

import Foundation
import SecretMemory

@testable import APIClient

/// What comes from the network.
enum AnswerTargets {
    @Sendable static func date(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        if let date = OutscaleDate.parse(text) { _ = OutscaleDate.text(date) }
        _ = HTTPDate.parse(text)
        _ = HTTPDate.retryAfter(text, now: Date(timeIntervalSince1970: 1_700_000_000))
    }

    /// An answer that says success. A secret in it is taken out before anything decodes it.
    @Sendable static func answer(_ input: [UInt8]) {
        var body = ResponseBody(copying: input.span.bytes)
        guard var answer = try? OpenedAnswer(opening: &body) else { return }
        if let secret = answer.takeSecret() { _ = secret.count }
        _ = try? JSONSerialization.jsonObject(with: answer.json, options: .fragmentsAllowed)
        read(input, status: 200)
    }

    @Sendable static func error(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let statuses = [300, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 599]
        read(Array(input.dropFirst()), status: statuses[Int(first) % statuses.count])
    }

    private static func read(_ bytes: [UInt8], status: Int) {
        let response = HTTPResponse(
            status: status, body: ResponseBody(copying: bytes.span.bytes))
        _ = try? AnswerReader(clockSkew: 2).read(response)
    }
}

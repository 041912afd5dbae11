package import Foundation
import Glibc

/// A plain HTTP request to a server on this machine, on a connection of its own.
///
/// A campaign makes hundreds of thousands, so that a `curl` for each would take most of its time.
package struct LoopbackCall {
    package struct Failure: Error { package let what: String }

    let port: Int

    package init(port: Int) { self.port = port }

    /// The answer's body; only 200 is an answer.
    package func post(_ path: String, _ body: String, headers: [String: String]) throws -> Data {
        guard let socket = UInt16(exactly: port).flatMap(LoopbackSocket.connected) else {
            throw Failure(what: "no connection to port \(port)")
        }
        defer { close(socket) }
        let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
        let request =
            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\n\(lines)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        guard LoopbackSocket.send(request.utf8, to: socket) else {
            throw Failure(what: "the request could not be sent")
        }
        return try answer(from: socket)
    }

    private func answer(from socket: Int32) throws -> Data {
        var answer = Data()
        while true {
            if let body = try body(of: answer) { return body }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else { throw Failure(what: "the answer was cut off") }
            answer += chunk.prefix(count)
        }
    }

    /// The whole body, once it is there.
    private func body(of answer: Data) throws -> Data? {
        guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).lowercased()
        let length = head.components(separatedBy: "\r\n")
            .first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
        guard let length else { throw Failure(what: "an answer without a length: \(head)") }
        let body = answer[end.upperBound...]
        guard body.count >= length else { return nil }
        guard head.hasPrefix("http/1.1 200") else {
            throw Failure(what: String(decoding: body, as: UTF8.self))
        }
        return Data(body.prefix(length))
    }
}

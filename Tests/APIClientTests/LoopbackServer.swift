import Foundation
import Glibc
import Synchronization
import VaultTestSupport

/// A request as it came over the wire.
struct RecordedRequest: Sendable {
    var head = ""
    var body = ""
    /// Which of the server's connections it came over, from 1.
    var connection = 0

    var action: String {
        head.split(separator: " ").dropFirst().first?.split(separator: "/").last.map(String.init)
            ?? ""
    }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").dropFirst().first {
            $0.lowercased().hasPrefix(name.lowercased() + ":")
        }.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
}

/// What the server does once it has read a request; afterwards it closes the connection, unless it is kept.
indirect enum Reply: Sendable {
    /// Another request may come on the same connection.
    case kept(Reply)
    case raw([UInt8])
    /// Nothing: the connection just ends.
    case drop
    /// A TCP reset.
    case reset
    case after(seconds: Double, Reply)

    static func text(_ text: String) -> Reply { .raw(Array(text.utf8)) }

    static func json(_ body: String, status: Int = 200, headers: [String] = []) -> Reply {
        answer(body, status: status, type: "application/json", headers: headers)
    }

    static func answer(
        _ body: String, status: Int, type: String, headers: [String] = [], length: Int? = nil
    ) -> Reply {
        let lines =
            [
                "HTTP/1.1 \(status) Whatever", "Content-Type: \(type)",
                "Content-Length: \(length ?? body.utf8.count)",
            ] + headers
        return .text(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}

/// A small HTTP server on a free port of 127.0.0.1 that records what it is sent.
final class LoopbackServer: Sendable {
    typealias Script = @Sendable (_ request: RecordedRequest, _ number: Int) -> Reply

    var port: UInt16 { listener.port }
    private let listener: LoopbackListener
    private let script: Script
    private let recorded = Mutex<[RecordedRequest]>([])
    private let accepted = Mutex(0)

    /// - Parameter script: the reply to each request; they are numbered from 0.
    init(_ script: @escaping Script) throws {
        listener = try LoopbackListener()
        self.script = script
        listener.serve { [weak self] in self?.serve($0) }
    }

    convenience init(always reply: Reply) throws { try self.init { _, _ in reply } }

    var requests: [RecordedRequest] { recorded.withLock { $0 } }
    var connections: Int { accepted.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }

    private func serve(_ connection: Int32) {
        let place = accepted.withLock {
            $0 += 1
            return $0
        }
        while var request = read(connection) {
            request.connection = place
            let arrived = request
            let number = recorded.withLock {
                $0.append(arrived)
                return $0.count - 1
            }
            let reply = script(request, number)
            send(reply, to: connection)
            guard case .kept = reply else { return }
        }
    }

    private func send(_ reply: Reply, to connection: Int32) {
        switch reply {
        case .raw(let bytes):
            guard LoopbackSocket.send(bytes, to: connection) else { return }
            shutdown(connection, Int32(SHUT_WR))
        case .kept(.raw(let bytes)): LoopbackSocket.send(bytes, to: connection)
        case .kept(let reply): send(reply, to: connection)
        case .drop: break
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                connection, SOL_SOCKET, SO_LINGER, &linger,
                socklen_t(MemoryLayout.size(ofValue: linger)))
        case .after(let seconds, let reply):
            Thread.sleep(forTimeInterval: seconds)
            send(reply, to: connection)
        }
    }

    /// A whole request with its body, or `nil` if the connection ends before.
    private func read(_ connection: Int32) -> RecordedRequest? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                var request = RecordedRequest(head: String(text[..<end.lowerBound]))
                let length = request.header("Content-Length").flatMap(Int.init) ?? 0
                request.body = String(text[end.upperBound...])
                if request.body.utf8.count >= length { return request }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            // A TLS handshake is no request.
            guard bytes[0] == UInt8(ascii: "P") else { return nil }
        }
    }
}

extension Reply {
    /// OUTSCALE's own word that an owner has no key.
    static let noKeys = Reply.json(#"{"AccessKeys":[],"ResponseContext":{"RequestId":"r"}}"#)
}

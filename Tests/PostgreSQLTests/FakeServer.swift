import Foundation
import Synchronization
import VaultTestSupport

/// A server that is none: it says what it is told to whoever comes, and remembers what it was sent.
final class FakeServer: Sendable {
    private let received = Mutex<[[UInt8]]>([])
    private let answers: [[UInt8]]
    private let goesOn: Bool

    /// - Parameters:
    ///   - answers: are sent in turn, each after something has come.
    ///   - goesOn: after the last come zeros, a few at a time, until nobody takes them.
    init(_ answers: [[UInt8]], goesOn: Bool = false) {
        (self.answers, self.goesOn) = (answers, goesOn)
    }

    /// All that came, connection after connection.
    var messages: [[UInt8]] { received.withLock { $0 } }

    fileprivate func talk(on connection: Int32) {
        var rest = answers[...]
        while let bytes = Self.read(connection) {
            received.withLock { $0.append(bytes) }
            if let answer = rest.popFirst() { LoopbackSocket.send(answer, to: connection) }
            if rest.isEmpty, goesOn { sendZeros(to: connection) }
        }
    }

    private func sendZeros(to connection: Int32) {
        var size: Int32 = 4_096
        setsockopt(connection, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        let zeros = [UInt8](repeating: 0, count: 4_096)
        while LoopbackSocket.send(zeros, to: connection) {}
    }

    private static func read(_ connection: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}

/// The same on a port of 127.0.0.1.
final class FakePort: Sendable {
    let server: FakeServer
    private let listener: LoopbackListener
    var number: Int { Int(listener.port) }

    init(_ answers: [UInt8]...) throws {
        listener = try LoopbackListener()
        let server = FakeServer(answers)
        self.server = server
        listener.serve { server.talk(on: $0) }
    }
}

/// The same at a Unix socket, where libpq looks for it.
final class FakeSocket: Sendable {
    let folder: String
    let server: FakeServer
    private let descriptor: Int32

    init(_ answers: [UInt8]..., goesOn: Bool = false) throws {
        folder = NSTemporaryDirectory() + "/fake-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        server = FakeServer(answers, goesOn: goesOn)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: (folder + "/.s.PGSQL.5432").utf8)
        }
        let listens = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard listens, listen(descriptor, 8) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread.detachNewThread { [server] in
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                server.talk(on: connection)
                close(connection)
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        try? FileManager.default.removeItem(atPath: folder)
    }

    var url: String { "postgresql:///v?host=\(folder)&user=alice" }
}

/// Messages of PostgreSQL's protocol 3 (PostgreSQL 15, 55.7).
enum ServerMessage {
    /// Asks for the password as it is.
    static let cleartextPassword = message("R", [0, 0, 0, 3])
    static let authenticationOK = message("R", [0, 0, 0, 0])
    static let ready = message("Z", Array("I".utf8))

    static func error(severity: String, state: String, _ text: String) -> [UInt8] {
        message("E", fields(severity, state, text))
    }

    static func notice(_ text: String) -> [UInt8] {
        message("N", fields("WARNING", "01000", text))
    }

    /// What comes before the rows of a statement that has one column, a `bytea`.
    static let beginningOfRows =
        message("1", []) + message("2", [])
        + message(
            "T", [0, 1, 120, 0, 0, 0, 0, 0, 0, 0] + big(17) + [255, 255] + big(-1) + [0, 1])

    /// The beginning of a row of one cell that has `count` bytes.
    static func beginningOfRow(count: Int32) -> [UInt8] {
        Array("D".utf8) + big(count + 10) + [0, 1] + big(count)
    }

    private static func fields(_ severity: String, _ state: String, _ text: String) -> [UInt8] {
        let parts = ["S\(severity)", "V\(severity)", "C\(state)", "M\(text)"]
        return parts.flatMap { Array($0.utf8) + [0] } + [0]
    }

    private static func message(_ kind: String, _ body: [UInt8]) -> [UInt8] {
        Array(kind.utf8) + big(Int32(body.count + 4)) + body
    }

    private static func big(_ number: Int32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }
}

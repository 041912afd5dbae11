import FlyingFox
import FlyingSocks
import Foundation

/// FlyingFox's socket pool, with Nagle's algorithm turned off (RFC 896, `TCP_NODELAY` in tcp(7)).
///
/// FlyingFox writes an answer's head and body apart. On a kept connection, Nagle's algorithm holds the
/// body back until the client has acknowledged the head, and the client delays that by 40 ms.
/// A connection inherits the option from the listening socket, which waits here first.
struct PromptSocketPool: AsyncSocketPool {
    private let pool: any AsyncSocketPool

    init() { pool = HTTPServer.defaultPool() }

    func prepare() async throws { try await pool.prepare() }

    func run() async throws { try await pool.run() }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        try socket.setValue(true, for: Self.noDelay)
        try await pool.suspendSocket(socket, untilReadyFor: events)
    }

    private static var noDelay: BoolSocketOption {
        BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY)
    }
}

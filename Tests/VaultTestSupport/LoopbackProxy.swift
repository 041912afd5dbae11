import Foundation
import Glibc
import Synchronization

/// A small proxy on a free port of 127.0.0.1: HTTP CONNECT or SOCKS 5, whichever is spoken to it.
///
/// Whatever host it is asked for, it connects to 127.0.0.1: a name that only the proxy resolves.
package final class LoopbackProxy: Sendable {
    package enum Behaviour: Sendable {
        case tunnels
        /// It answers CONNECT with this status.
        case refuses(status: Int)
        /// It answers a SOCKS request with this code (RFC 1928, section 6).
        case refusesBySOCKS(code: UInt8)
        /// It ends the connection instead of answering.
        case endsBeforeTheTunnel
        /// It passes the request on, and ends the connection when the answer comes.
        case endsBeforeTheAnswer
        /// It says nothing at all.
        case isSilent
    }

    package var port: UInt16 { listener.port }
    private let listener: LoopbackListener
    private let behaviour: Behaviour
    private let recorded = Mutex<[String]>([])

    package init(_ behaviour: Behaviour = .tunnels) throws {
        self.behaviour = behaviour
        listener = try LoopbackListener()
        listener.serve { [weak self] in self?.serve($0) }
    }

    /// What it was asked: a CONNECT with its header lines, or `SOCKS host:port`.
    package var asked: [String] { recorded.withLock { $0 } }

    private func serve(_ connection: Int32) {
        guard let first = Self.read(1, from: connection)?.first else { return }
        let target = first == 5 ? socksTarget(connection) : connectTarget(connection, first)
        guard let target, let server = LoopbackSocket.connected(to: target) else { return }
        defer { close(server) }
        let isDeaf = if case .endsBeforeTheAnswer = behaviour { true } else { false }
        Self.relay(connection, server, endsAtAnswer: isDeaf)
    }

    /// The port that CONNECT names, if the tunnel is to be.
    private func connectTarget(_ connection: Int32, _ first: UInt8) -> UInt16? {
        var head = [first]
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = Self.read(1, from: connection)?.first else { return nil }
            head.append(byte)
        }
        let text = String(decoding: head, as: UTF8.self)
        recorded.withLock { $0.append(text) }
        switch behaviour {
        case .refuses(let status):
            LoopbackSocket.send(
                Array("HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n".utf8), to: connection)
            return nil
        case .endsBeforeTheTunnel, .refusesBySOCKS: return nil
        case .isSilent:
            _ = Self.read(1, from: connection)
            return nil
        case .tunnels, .endsBeforeTheAnswer:
            LoopbackSocket.send(Array("HTTP/1.1 200 Established\r\n\r\n".utf8), to: connection)
        }
        return text.split(separator: " ").dropFirst().first?.split(separator: ":").last
            .flatMap { UInt16($0) }
    }

    private func takeSOCKSLogin(_ connection: Int32) -> Bool {
        guard let head = Self.read(2, from: connection),
            let user = Self.read(Int(head[1]), from: connection),
            let length = Self.read(1, from: connection)?.first,
            let password = Self.read(Int(length), from: connection)
        else { return false }
        let pair = [user, password].map { String(decoding: $0, as: UTF8.self) }
        recorded.withLock { $0.append("LOGIN \(pair.joined(separator: ":"))") }
        return LoopbackSocket.send([1, 0], to: connection)
    }

    private func socksTarget(_ connection: Int32) -> UInt16? {
        guard let count = Self.read(1, from: connection)?.first,
            let methods = Self.read(Int(count), from: connection)
        else { return nil }
        if case .endsBeforeTheTunnel = behaviour { return nil }
        // A user and a password (RFC 1929) are taken from whoever offers them.
        LoopbackSocket.send([5, methods.contains(2) ? 2 : 0], to: connection)
        if methods.contains(2), !takeSOCKSLogin(connection) { return nil }
        guard let head = Self.read(4, from: connection) else { return nil }
        let length = head[3] == 3 ? Self.read(1, from: connection).map { Int($0[0]) } : 4
        guard let length, let host = Self.read(length, from: connection),
            let port = Self.read(2, from: connection).map({ UInt16($0[0]) << 8 | UInt16($0[1]) })
        else { return nil }
        let name =
            head[3] == 3
            ? String(decoding: host, as: UTF8.self)
            : host.map { String($0) }.joined(separator: ".")
        recorded.withLock { $0.append("SOCKS \(name):\(port)") }
        let code: UInt8 = if case .refusesBySOCKS(let code) = behaviour { code } else { 0 }
        LoopbackSocket.send([5, code, 0, 1, 0, 0, 0, 0, 0, 0], to: connection)
        return code == 0 ? port : nil
    }
}

extension LoopbackProxy {
    private static func read(_ count: Int, from connection: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let step = bytes.withUnsafeMutableBytes {
                recv(connection, $0.baseAddress.map { $0 + have }, count - have, 0)
            }
            guard step > 0 else { return nil }
            have += step
        }
        return bytes
    }

    private static func relay(_ client: Int32, _ server: Int32, endsAtAnswer: Bool) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            var waits = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waits, 2, 60_000) > 0 else { return }
            for (source, target) in [(0, server), (1, client)] where waits[source].revents != 0 {
                let count = recv(waits[source].fd, &buffer, buffer.count, 0)
                guard count > 0, !(endsAtAnswer && source == 1),
                    LoopbackSocket.send(buffer[..<count], to: target)
                else { return }
            }
        }
    }
}

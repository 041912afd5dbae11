import Foundation
import Glibc

/// `stunnel`, which speaks TLS on a port of its own and hands the plain bytes on.
package final class TLSFront {
    package let port: UInt16
    package var url: String { "https://127.0.0.1:\(port)" }
    private let process: ChildProcess
    /// The file of what stunnel says.
    package let log: String

    /// - Parameters:
    ///   - certificate: the name of a certificate of the authority.
    ///   - backend: the port on this machine that takes the plain bytes.
    ///   - options: further lines of the service's configuration.
    package init(
        certificate: String, before backend: UInt16, authority: CertificateAuthority,
        options: [String] = []
    ) throws {
        var attempt = 0
        while true {
            let (port, process, log) = try Self.start(certificate, backend, authority, options)
            if Self.becomesReachable(port, process) {
                (self.port, self.process, self.log) = (port, process, log)
                return
            }
            // Someone else may have taken the port that was free a moment ago.
            attempt += 1
            guard attempt < 5 else { throw POSIXError(.ECONNREFUSED) }
        }
    }

    private static func start(
        _ certificate: String, _ backend: UInt16, _ authority: CertificateAuthority,
        _ options: [String]
    ) throws -> (UInt16, ChildProcess, String) {
        let port = try freePort()
        let file = authority.path("stunnel-\(UUID().uuidString).conf")
        let lines =
            [
                "foreground = yes", "pid =", "syslog = no", "debug = 3", "[test]",
                "accept = 127.0.0.1:\(port)", "connect = 127.0.0.1:\(backend)",
                "cert = \(authority.path("\(certificate).pem"))",
                "key = \(authority.path("\(certificate).key"))",
            ] + options
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        let log = file + ".log"
        return (port, try ChildProcess(["stunnel4", file], output: log), log)
    }

    private static func becomesReachable(_ port: UInt16, _ process: ChildProcess) -> Bool {
        var isReachable = false
        eventually {
            isReachable = withSocket(port: port) { connect($0, $1, $2) == 0 }
            return isReachable || !process.isRunning
        }
        return isReachable && process.isRunning
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 {
        var port: UInt16 = 0
        let found = withSocket(port: 0) { descriptor, address, length in
            var length = length
            var bound = sockaddr_in()
            guard bind(descriptor, address, length) == 0 else { return false }
            let result = withUnsafeMutablePointer(to: &bound) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(descriptor, $0, &length)
                }
            }
            port = UInt16(bigEndian: bound.sin_port)
            return result == 0
        }
        guard found else { throw POSIXError(.EADDRNOTAVAIL) }
        return port
    }

    private static func withSocket(
        port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

package import Foundation

/// `pgbouncer` in transaction mode before one of the tests' servers: one connection to it for each database.
package final class PostgresPooler: Sendable {
    package let folder: URL
    private let guardian: PostgresGuardian

    package init(before server: PostgresServer) throws {
        folder = try PostgresFolder.make()
        let users = folder.appending(path: "users")
        let file = folder.appending(path: "pgbouncer.ini")
        try Data("\"postgres\" \"\"\n".utf8).write(to: users)
        let lines = [
            "[databases]", "* = host=\(server.folder.path) port=\(server.port)", "[pgbouncer]",
            "unix_socket_dir = \(folder.path)", "listen_port = 6432", "pool_mode = transaction",
            "default_pool_size = 1", "auth_type = trust", "auth_file = \(users.path)",
        ]
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        guardian = try PostgresGuardian(folder, [Self.program, file.path], endedBy: "TERM")
        try waitUntilReady()
    }

    private static let program = "/usr/sbin/pgbouncer"
    package static var exists: Bool { access(program, X_OK) == 0 }

    private func waitUntilReady() throws {
        let socket = folder.appending(path: ".s.PGSQL.6432").path
        for _ in 0..<6_000 where guardian.isRunning {
            if access(socket, F_OK) == 0 { return }
            usleep(10_000)
        }
        throw Child.Failure(what: "pgbouncer does not start")
    }
}

import Foundation

/// A database on one of the tests' servers.
package struct PostgresDatabase: Sendable {
    package let name: String
    package let server: PostgresServer
    /// A standby: then an address leads to whichever can be written.
    package var follower: PostgresServer?
    /// Then an address leads through it.
    package var pooler: PostgresPooler?

    /// By the socket, where everybody is believed to be who they say.
    package func url(user: String = "postgres", _ more: String = "") -> String {
        if let pooler { return url(through: pooler) }
        let servers = [server, follower].compactMap { $0 }
        let hosts = servers.map(\.folder.path).joined(separator: ",")
        let ports = servers.map { String($0.port) }.joined(separator: ",")
        let mode = follower == nil ? "" : "&target_session_attrs=read-write"
        return "postgresql:///\(name)?host=\(hosts)&port=\(ports)&user=\(user)\(mode)\(more)"
    }

    /// Through a pooler before the server.
    package func url(through pooler: PostgresPooler) -> String {
        "postgresql:///\(name)?host=\(pooler.folder.path)&port=6432&user=postgres"
    }

    /// By TLS, for somebody with a password, or for `client`, who has a certificate.
    ///
    /// - Parameter words: libpq's, such as `sslmode=verify-full`.
    package func url(host: String = "localhost", user: String, words: String...) -> String {
        "postgresql://\(user)@\(host):\(server.port)/\(name)?\(words.joined(separator: "&"))"
    }

    /// Runs SQL as the superuser.
    @discardableResult
    package func psql(_ sql: String) throws -> String { try server.psql(name, sql) }
}

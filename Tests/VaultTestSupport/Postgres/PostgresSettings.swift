import Foundation

/// What the tests' servers have in their configuration.
enum PostgresSettings {
    static func own(_ port: Int, _ folder: URL) -> [String] {
        [
            "port = \(port)", "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = '\(folder.path)'", "ssl = on",
            "ssl_cert_file = 'server.pem'", "ssl_key_file = 'server.key'",
            "ssl_ca_file = 'authority.pem'",
            "shared_buffers = 16MB",
            "max_connections = 100", "lc_messages = 'C'", "log_min_messages = warning",
        ]
    }

    /// Of a standby.
    static func following(_ primary: PostgresServer) -> [String] {
        [
            "primary_conninfo = 'host=\(primary.folder.path) port=\(primary.port) user=postgres application_name=standby'"
        ]
    }

    static let rules = [
        "local all all trust", "local replication all trust",
        "hostssl all client 127.0.0.1/32 cert", "hostssl all all 127.0.0.1/32 scram-sha-256",
    ]
}

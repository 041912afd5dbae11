package import Foundation

/// A PostgreSQL server of the tests' own: private files, a Unix socket, and TLS on a free port of 127.0.0.1.
///
/// It goes with the value, and never outlives this process, however that ends.
package final class PostgresServer: Sendable {
    /// One for the whole run, started when it is first asked for.
    package static let shared = Result { try PostgresServer() }

    package let port: Int
    /// Its data lies in `data`, its socket in the folder itself, what it says in `log`.
    package let folder: URL
    private let guardian: PostgresGuardian

    /// - Parameters:
    ///   - settings: lines of `postgresql.conf`, after the tests' own.
    ///   - rules: lines of `pg_hba.conf`, before the tests' own.
    package init(settings: [String] = [], rules: [String] = []) throws {
        let (folder, port) = (try PostgresFolder.make(), Int(try LoopbackListener().port))
        (self.folder, self.port) = (folder, port)
        try PostgresFolder.initialize(folder)
        try PostgresFolder.configure(
            folder, settings: PostgresSettings.own(port, folder) + settings,
            rules: rules + PostgresSettings.rules)
        guardian = try PostgresGuardian(
            folder, [PostgresPrograms.path("postgres"), "-D", folder.path + "/data"],
            endedBy: "QUIT")
        try waitUntilReady()
    }

    /// A standby of another server, which applies whatever that one writes.
    package init(following primary: PostgresServer) throws {
        let (folder, port) = (try PostgresFolder.make(), Int(try LoopbackListener().port))
        (self.folder, self.port) = (folder, port)
        try PostgresFolder.copy(primary, to: folder)
        try PostgresFolder.configure(
            folder,
            settings: PostgresSettings.own(port, folder) + PostgresSettings.following(primary),
            rules: PostgresSettings.rules)
        try PostgresFolder.markAsStandby(folder)
        guardian = try PostgresGuardian(
            folder, [PostgresPrograms.path("postgres"), "-D", folder.path + "/data"],
            endedBy: "QUIT")
        try waitUntilReady()
    }

    /// Lets no standby follow any more; those that do are not stopped.
    package func refuseFollowers() throws {
        try PostgresFolder.configure(
            folder, settings: [],
            rules: PostgresSettings.rules.filter { !$0.contains("replication") },
            keepingSettings: true)
        try psql("postgres", "SELECT pg_reload_conf()")
    }

    /// Runs SQL as the superuser and gives what it prints, cells with `|` between.
    @discardableResult
    package func psql(_ database: String = "postgres", _ sql: String) throws -> String {
        let child = try Child(
            PostgresPrograms.path("psql"),
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql],
            environment: [
                "PATH": "/usr/bin:/bin", "PGHOST": folder.path, "PGPORT": String(port),
                "PGUSER": "postgres", "HOME": folder.path,
            ])
        let finished = try child.finish()
        guard finished.status == 0 else { throw Child.Failure(what: finished.errors) }
        return finished.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A fresh one.
    package func newDatabase() throws -> PostgresDatabase {
        let name = "vault_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try psql("postgres", "CREATE DATABASE \(name)")
        return PostgresDatabase(name: name, server: self)
    }

    /// The same behind a pooler of its own.
    package func newPooledDatabase() throws -> PostgresDatabase {
        var database = try newDatabase()
        database.pooler = try PostgresPooler(before: self)
        return database
    }

    /// The postmaster.
    package var process: pid_t? { state?.first.flatMap { pid_t($0) } }

    /// The lines of its own file: its process first, last how far it is.
    private var state: [Substring]? {
        let file = folder.appending(path: "data/postmaster.pid")
        return (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n")
    }

    private func waitUntilReady() throws {
        for _ in 0..<6_000 where guardian.isRunning {
            if let last = state?.last, last.hasPrefix("ready") || last.hasPrefix("standby") {
                return
            }
            usleep(10_000)
        }
        let log = try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        throw Child.Failure(what: "PostgreSQL does not start: \(log ?? "")")
    }
}

import Foundation

/// The private files of one of the tests' servers.
enum PostgresFolder {
    /// In memory where there is room for files: a socket's path may have no more than 107 bytes, too.
    static func make() throws -> URL {
        let memory = URL(filePath: "/dev/shm")
        let root =
            access(memory.path, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory
        let folder = root.appending(path: "vault-pg-\(getpid())-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try own(folder)
        return folder
    }

    static func initialize(_ folder: URL) throws {
        let log = folder.appending(path: "initdb.log").path
        let process = try ChildProcess(
            PostgresPrograms.unprivileged + [
                PostgresPrograms.path("initdb"), "-D", folder.path + "/data", "-U", "postgres",
                "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync",
            ], in: folder.path, output: log)
        guard process.wait() == 0 else {
            throw Child.Failure(what: try String(contentsOfFile: log, encoding: .utf8))
        }
    }

    /// Adds to the settings, puts the rules in place, and the certificate.
    static func configure(
        _ folder: URL, settings: [String], rules: [String], keepingSettings: Bool = false
    ) throws {
        let data = folder.appending(path: "data")
        let file = data.appending(path: "postgresql.auto.conf")
        if !keepingSettings { try write(settings, to: file) }
        try write(rules, to: data.appending(path: "pg_hba.conf"))
        let authority = try CertificateAuthority.shared.get()
        for (from, to) in [
            ("database.pem", "server.pem"), ("database.key", "server.key"),
            ("ca.pem", "authority.pem"),
        ] {
            let copy = data.appending(path: to)
            try Data(contentsOf: URL(filePath: authority.path(from))).write(to: copy)
            try own(copy, mode: 0o600)
        }
    }

    /// A running server's data, as a standby begins with them.
    static func copy(_ primary: PostgresServer, to folder: URL) throws {
        let log = folder.appending(path: "basebackup.log").path
        let process = try ChildProcess(
            PostgresPrograms.unprivileged + [
                PostgresPrograms.path("pg_basebackup"), "-D", folder.path + "/data", "-h",
                primary.folder.path, "-p", String(primary.port), "-U", "postgres", "-X", "stream",
                "-c", "fast", "--no-sync",
            ], in: folder.path, output: log)
        guard process.wait() == 0 else {
            throw Child.Failure(what: try String(contentsOfFile: log, encoding: .utf8))
        }
    }

    static func markAsStandby(_ folder: URL) throws {
        try write([], to: folder.appending(path: "data/standby.signal"))
    }

    private static func write(_ lines: [String], to file: URL) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        try own(file, mode: 0o600)
    }

    /// Gives a file to whom the server runs as.
    static func own(_ file: URL, mode: mode_t = 0o755) throws {
        guard chmod(file.path, mode) == 0 else { throw POSIXError(.EPERM) }
        guard let user = PostgresPrograms.user else { return }
        guard chown(file.path, user.id, user.group) == 0 else { throw POSIXError(.EPERM) }
    }
}

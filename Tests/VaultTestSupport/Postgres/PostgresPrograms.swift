import Foundation

/// PostgreSQL's programs, which Debian keeps out of PATH.
package enum PostgresPrograms {
    private static let root = "/usr/lib/postgresql"

    /// A program of the newest version.
    package static func path(_ name: String) -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let paths = versions.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
            .map { "\(root)/\($0)/bin/\(name)" }
        return paths.first { access($0, X_OK) == 0 } ?? name
    }

    /// Whether a server can be started here.
    package static var exist: Bool { access(path("initdb"), X_OK) == 0 }

    /// What makes a command somebody else's: PostgreSQL refuses to be root's.
    package static var unprivileged: [String] {
        guard let user else { return [] }
        return [
            "setpriv", "--reuid", String(user.id), "--regid", String(user.group), "--clear-groups",
        ]
    }

    /// Whom the data belong to; `nil` where that is who runs the tests.
    static var user: (id: uid_t, group: gid_t)? {
        guard geteuid() == 0 else { return nil }
        let entry = getpwnam("postgres") ?? getpwnam("nobody")
        return entry.map { ($0.pointee.pw_uid, $0.pointee.pw_gid) } ?? (65_534, 65_534)
    }
}

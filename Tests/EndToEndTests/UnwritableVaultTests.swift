import Foundation
import Testing
import VaultTestSupport

/// A directory that is read-only, and a file system without locks. Root may write everywhere, so the kernel's refusal
/// is made by strace.
@Suite("A vault that can't be written", .serialized)
struct UnwritableVaultTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
        try home.addKey("hand")
    }

    private func refusing(_ call: String, at path: String, _ words: [String]) throws -> Finished {
        try Child(
            "strace",
            [
                "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", "trace=openat,flock", "-e",
                "inject=\(call)", "--", BuiltProducts.vault,
            ] + words, environment: home.environment
        ).finish()
    }

    private func readOnly(_ words: [String]) throws -> Finished {
        try refusing("openat:error=EROFS", at: home.database + "-spool", words)
    }

    private var password: [String] { ["--password-file", home.path("password")] }
    private let command = ["--", "sh", "-c", "printf %s $OSC_SECRET_KEY"]

    @Test func `gives a command its key, and says that the use is not logged`() throws {
        let given = try readOnly(["exec", "hand", "-q"] + password + command)
        home.expect(0, "not in the audit log", given)
        #expect(given.output == "SECRET-OF-hand")
    }

    @Test func `gives the variables, and says the same`() throws {
        let given = try readOnly(["env", "hand", "--shell", "sh"] + password)
        home.expect(0, "not in the audit log", given)
        #expect(given.output.contains("SECRET-OF-hand"))
    }

    @Test(arguments: ["exec", "env"])
    func `gives nothing where the log is required`(verb: String) throws {
        let words = [verb, "hand", "--require-log"] + password
        let refused = try readOnly(words + (verb == "exec" ? command : ["--shell", "sh"]))
        home.expect(74, "read-only", refused)
        #expect(!refused.output.contains("SECRET-OF-hand"))
    }

    @Test func `shows nothing, since who looks can make it writable first`() throws {
        let refused = try readOnly(["show", "hand", "--reveal"] + password)
        home.expect(74, "read-only", refused)
        #expect(!refused.output.contains("SECRET-OF-hand"))
    }

    @Test func `is not called busy where the file system has no locks`() throws {
        let lock = (home.database as NSString).deletingLastPathComponent + "/vault.lock"
        let refused = try refusing(
            "flock:error=ENOLCK", at: lock, ["forget", "hand", "-y"] + password)
        home.expect(78, "gives no locks", refused)
    }

    @Test(arguments: [("--wait", "0"), ("--wait", "1")])
    func `waits for the spool as long as it is told`(option: String, seconds: String) throws {
        let spool = home.database + "-spool"
        try home.vault("exec", "hand", "--", "true")
        let holder = try Child(
            "flock", ["-x", spool, "sh", "-c", "echo > \"$HOME/held\"; sleep 600"],
            environment: home.environment)
        defer {
            kill(-holder.process, SIGKILL)
            kill(holder.process, SIGKILL)
            // One that nobody has waited for keeps Swift Testing busy as long as the tests run.
            _ = try? holder.finish()
        }
        home.await("held")
        // Without the option it is ten seconds. A busy machine may make a command slow, but not each of them.
        let isSoon = try eventually {
            let start = Date()
            home.expect(
                74, "--wait", try home.vault("exec", "hand", option, seconds, "--", "true"))
            return Date().timeIntervalSince(start) < 8
        }
        #expect(isSoon)
    }
}

@Suite("A place that is not safe")
struct UnsafePlaceTests {
    /// Whoever follows the advice must not close /tmp, or a home, to others.
    @Test func `is not to be closed where it has other uses`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let shared = home.path("shared")
        try FileManager.default.createDirectory(atPath: shared, withIntermediateDirectories: false)
        chmod(shared, 0o1777)
        try FileManager.default.copyItem(atPath: home.database, toPath: shared + "/v.db")
        chmod(shared + "/v.db", 0o600)
        let refused = try home.vault("list", "--vault", shared + "/v.db")
        home.expect(77, "mkdir -m 700", refused)
        #expect(!refused.errors.contains("chmod"))
    }
}

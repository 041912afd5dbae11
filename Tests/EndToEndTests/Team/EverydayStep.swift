import Foundation
import VaultTestSupport

/// A command of every day, and how it ends.
struct EverydayStep: Sendable {
    /// `{}` stands for the home.
    let words: [String]
    let status: Int32
    /// Whether it knows `-o json`.
    let hasJSON: Bool
    /// What runs behind `--`.
    var inner: [String] = []
    /// What somebody else does at OUTSCALE before.
    var before: String?
    /// Whether a team's vault has words of its own for it.
    var isOwn = false

    static func plain(_ words: String..., status: Int32 = 0) -> EverydayStep {
        EverydayStep(words: words, status: status, hasJSON: false)
    }

    static func told(_ words: String..., status: Int32 = 0, after before: String? = nil)
        -> EverydayStep
    {
        EverydayStep(words: words, status: status, hasJSON: true, before: before)
    }

    static func running(_ inner: String..., by words: String..., status: Int32 = 0)
        -> EverydayStep
    {
        EverydayStep(words: words, status: status, hasJSON: false, inner: inner)
    }

    private var inOwnWords: EverydayStep {
        var step = self
        step.isOwn = true
        return step
    }

    /// From a first key to the last one's end, each command at least once.
    static let all: [EverydayStep] = [
        .told("list"),
        .told(
            "create-key", "--user", "alice", "--name", "deploy", "--expires", "9d", "--tag", "ci"),
        .told("create-key", "--user", "alice", "--name", "deploy", status: 73),
        .plain("create-key", "--user", "alice", "--name", "next", "--dry-run"),
        .told("list", "--expiring", "30d", "--check", status: 10),
        .told("list", "--user", "alice"),
        .told("show", "deploy"),
        .told("show", "nobody", status: 66),
        .running(
            "sh", "-c", "test -n \"$OSC_SECRET_KEY\" && exit 7", by: "exec", "deploy", status: 7),
        .running("sh", "-c", "echo $OSC_SECRET_KEY", by: "exec", "deploy", "--mask"),
        .plain("env", "deploy", "--shell", "sh"),
        .told("disable", "deploy"),
        .told("list", "--user", "alice"),
        .told("enable", "deploy"),
        .told("expire", "deploy", "never"),
        .told("expire", "deploy", "2020-01-01", status: 64),
        .told("tag", "deploy", "pipeline 7"),
        .told("rotate", "deploy", "--plan"),
        .told("rotate", "deploy", "--grace", "24h"),
        .told("list"),
        .told("rotate", "deploy", "--undo"),
        .told("rotate", "deploy", "--grace", "0"),
        .told("reconcile"),
        .told(
            "reconcile", "--check", "--strict", status: 11,
            after: "{\"do\":\"create\",\"owner\":\"alice\",\"tag\":\"theirs\"}"),
        .told("recover"),
        .told("users"),
        .running("true", by: "exec", "--ephemeral", "1h", "--user", "alice"),
        .told("lease", "list"),
        .told("import", "-y", "--no-verify", "{}/keys.json"),
        .told(
            "add", "added", "--access-key-id", "ABCDEFGH12345678", "--secret-fd", "3", "--no-verify"
        ),
        .plain("profile", "add", "other", "--region", "eu-west-2"),
        .plain("profile", "set", "other", "--default-lifetime", "90d"),
        .plain("profile", "use", "test"),
        .told("profile", "show", "other"),
        .told("profile", "list"),
        .plain("profile", "remove", "-y", "other"),
        .told("log").inOwnWords,
        .told("verify").inOwnWords,
        .told("status").inOwnWords,
        .plain("backup", "{}/backup").inOwnWords,
        .told("verify", "{}/backup").inOwnWords,
        .plain("forget", "-y", "added"),
        .plain("delete-key", "-y", "deploy"),
        .told("list"),
        .told("recover"),
    ]
}

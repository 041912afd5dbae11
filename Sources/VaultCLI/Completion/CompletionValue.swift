/// What an option's value, or an operand, may be.
enum CompletionValue: Equatable {
    case files, directories
    /// Names that the vault holds.
    case keys, leases, profiles, users
    case words([String])
    /// A command line.
    case command
    /// Nobody but the user can know it.
    case anything

    /// What is typed after an option, by its long name; `nil` for an option that this list does not know.
    ///
    /// Options with a fixed set of values need no place in it.
    static func option(_ name: String) -> CompletionValue? {
        switch name {
        case "vault", "password-file", "recovery-file", "key-file", "socket", "ca-file",
            "client-cert", "client-key", "new-password-file", "new-recovery-file",
            "proxy-login-file", "to", "copy-password-file", "member-file", "code-file":
            .files
        case "password-command": .command
        case "landing": .directories
        case "profile": .profiles
        case "user": .users
        case "signing-key": .keys
        case "region": .words(CompletionWords.regions)
        case "columns": .words(KeyRow.fields)
        case "password-fd", "api-timeout", "settle", "wait", "accept-epoch",
            "access-key-id", "clear-after", "copy-password-fd", "default-lifetime", "dismiss",
            "code-fd", "endpoint", "env-prefix", "ephemeral",
            "expires", "expiring", "grace", "kdf-memory", "kdf-passes", "login",
            "login-password-fd", "max", "max-age", "name", "new-password-fd", "overlap", "proxy",
            "proxy-login-fd", "secret-fd", "since", "slot", "tag", "timeout":
            .anything
        default: nil
        }
    }

    /// An operand of a command, by the words that name the command; `nil` for one that this list does not know.
    static func operand(_ name: String, of command: [String]) -> CompletionValue? {
        switch (command.joined(separator: " "), name) {
        case ("profile add", "name"), ("add", "name"), ("expire", "when"), ("tag", "text"),
            ("slot remove", "number"), ("team create", "address"), ("team join", "address"),
            ("team check", "head"), ("member invite", "name"), ("member admit", "name"),
            ("member cancel", "name"), ("member remove", "name"), ("member role", "name"):
            .anything
        case ("profile show", "name"), ("profile set", "name"), ("profile use", "name"),
            ("profile remove", "name"):
            .profiles
        case ("lease end", "name"): .leases
        case ("show", "name"), ("exec", "name"), ("env", "name"), ("shell", "name"),
            ("rotate", "names"), ("disable", "name"), ("enable", "name"), ("expire", "name"),
            ("tag", "name"), ("delete-key", "name"), ("forget", "name"):
            .keys
        case ("import", "paths"), ("slot add key-file", "path"), ("verify", "files"),
            ("backup", "file"), ("restore", "file"), ("salvage", "file"):
            .files
        default: nil
        }
    }
}

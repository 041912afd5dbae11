/// What users of aws-vault, gopass, rbw, octl and HashiCorp Vault may type, and what it is here.
enum OtherTools {
    /// The commands here for another tool's, the likelier first; empty where nobody knows the word.
    static func commands(for word: String) -> [String] { commands[word] ?? [] }

    private static let commands: [String: [String]] = [
        "assume": ["exec", "shell"], "audit": ["log", "doctor"], "cat": ["show"],
        "clear": ["lock"], "clip": ["show"], "config": ["profile"], "configure": ["profile"],
        "copy": ["show"], "create": ["create-key"], "del": ["forget", "delete-key"],
        "delete": ["delete-key", "forget"], "edit": ["tag", "expire"], "export": ["env"],
        "fsck": ["verify"], "generate": ["create-key"], "get": ["show"], "history": ["log"],
        "keys": ["list"], "login": ["unlock"], "logout": ["lock"], "new": ["create-key"],
        "purge": ["lock"], "read": ["show"], "recipients": ["slot"],
        "remove": ["forget", "delete-key"], "reveal": ["show"], "rm": ["forget", "delete-key"],
        "run": ["exec"], "seal": ["lock"], "setup": ["init"], "signout": ["lock"],
        "sync": ["backup", "restore"], "unlocked": ["status"], "unseal": ["unlock"],
        "version": ["--version"], "whoami": ["status"], "write": ["add"],
    ]

    /// The format of `-o` that another tool's option asks for; `nil` for any other option.
    static func format(for option: String) -> String? {
        ["--json": "json", "--csv": "csv", "--yaml": "yaml"][option]
    }
}

/// What the program's own page says besides the declarations.
enum ProgramWords {
    static let description = """
        vault keeps OUTSCALE access keys in one encrypted file, and gives one to a command that needs it. Where \
        no other program has the name, vault is the short name of osc-vault: both are the same.

        The master password comes from the first of these that is given: --password-fd, --password-file, \
        --password-command, an unlocked agent, the terminal. It is never an argument, and never in a variable.

        Results go to standard output. Everything else goes to standard error or to the terminal. Nothing that a \
        command prints contains a secret unless --reveal was typed.
        """

    static let commandStatus = """
        The commands exec and shell end with the status of the command that they run: 127 if it is not found, and 126 \
        if it can't be run.
        """

    static let variables: [(name: String, text: String)] = [
        ("OSC_VAULT", "The vault's file or a team's address, where --vault names none."),
        ("OSC_VAULT_API_TIMEOUT", "Seconds for one request to OUTSCALE; 30 without it."),
        ("OSC_VAULT_MEMBER_FILE", "The member's file, where --member-file names none."),
        (
            "OSC_VAULT_PASSWORD_COMMAND",
            "A program whose output is the master password. No shell runs it."
        ),
        ("OSC_VAULT_PROFILE", "The profile, where --profile names none."),
        (
            "OSC_VAULT_QUARANTINE",
            "Seconds in which a key whose answer was lost may still appear; a day without it."
        ),
        ("OSC_VAULT_SETTLE", "Seconds to look for a key whose answer was lost; 60 without it."),
        ("OSC_VAULT_SOCKET", "The agent's socket, where --socket names none."),
        ("OSC_VAULT_WAIT", "Seconds to wait for another command's lock; 60 without it."),
        (
            "OSC_VAULT_EXPIRES",
            "Set for a command that gets a key: when that key expires, in UTC."
        ),
        ("OSC_VAULT_SHELL", "Set in a shell that 'vault shell' has started: the key's name."),
        ("NO_COLOR", "If it is set, nothing is coloured, unless --color says so."),
        ("XDG_DATA_HOME", "Where the vault lies; ~/.local/share without it."),
        ("XDG_STATE_HOME", "Where the vault's high-water mark lies; ~/.local/state without it."),
        ("XDG_RUNTIME_DIR", "Where the agent's socket lies."),
    ]

    static let files: [(path: String, text: String)] = [
        ("~/.local/share/osc-vault/vault.db", "The vault. Everything in it is sealed."),
        (
            "~/.local/share/osc-vault/vault.db-spool",
            "Events that wait for their place in the log. They are sealed."
        ),
        (
            "~/.local/state/osc-vault",
            "The high-water mark, by which an older copy of the vault is noticed."
        ),
        ("$XDG_RUNTIME_DIR/osc-vault/agent.sock", "The agent's socket."),
    ]
}

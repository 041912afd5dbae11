"""Deliberate breaks of what keeps others out of the process, the screen and the files: name, file, old text, new text,
the suites that must notice."""

MEMORY = "Sources/SecretMemory/"
VAULT = "Sources/Vault/"
CLI = "Sources/VaultCLI/"

HARDENING = [
    ("variables that steer libraries stay", MEMORY + "SteeringVariables.swift",
     "for group in groups {", "for group in groups.prefix(0) {", "SteeringTests"),
    ("a command gets no variable back that was removed", CLI + "Session/Inherited.swift",
     "unsafe texts(vault_inherited_environment())", "unsafe texts(environ)", "SteeringTests"),
    ("only the first line of a shown secret is erased", MEMORY + "SecretScreen.swift",
     "(1...rows).map {", "(1...rows).prefix(1).map {", "HiddenSecretTests"),
    ("what is typed under a shown secret is echoed", MEMORY + "SecretScreen.swift",
     "limit: 1024, showing: false,", "limit: 1024, showing: true,", "HiddenSecretTests"),
    ("a dumb terminal shows a secret", MEMORY + "SecretScreen.swift",
     '!["", "dumb", "unknown"].contains(terminalType ?? "")', "true", "HiddenSecretTests"),
    ("init asks before it looks at its place", CLI + "Commands/InitCommand.swift",
     "        try LockedVault.checkPlace(of: files)\n", "", "InitObstacleTests"),
    ("a formula stays one in CSV", CLI + "Output/CSV.swift",
     'isFormula(text) ? "\'" + line : line', "isFormula(text) ? line : line", "OutputTests"),
    ("a command inherits the way to the password", CLI + "Session/SessionVariables.swift",
     '"OSC_VAULT_PASSWORD_COMMAND", "OSC_VAULT_MEMBER_FILE", "OSC_VAULT_SOCKET",', "", "CommandReachTests"),
    ("the agent is not locked before the command", CLI + "Commands/ExecCommand.swift",
     "        if lockAgent { try LockCommand.lock(global, context) }\n", "", "CommandReachTests"),
    ("a required log is not required", CLI + "AuditNote.swift",
     "where !isRequired", "where isRequired || true", "UnwritableVaultTests"),
    ("a lock that the file system does not give is called busy", VAULT + "Store/SQLiteCode.swift",
     "[ENOLCK, ENOSYS, EOPNOTSUPP]", "[]", "SQLiteCodeTests"),
    ("a shared directory is to be closed", VAULT + "Store/FileChecks.swift",
     'path.name != "osc-vault"', "path.isEmpty", "UnsafePlaceTests"),
]

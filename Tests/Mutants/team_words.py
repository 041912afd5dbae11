"""Deliberate breaks of what a team's member is told and allowed by the command line: name, file, old text, new text, the suites."""

CLI = "Sources/VaultCLI/"
TEAM = "Sources/Vault/Team/Shared/"
SENTENCES = r"EndToEndTests\.TeamSentenceTests"
DOCTOR = r"EndToEndTests\.TeamDoctorTests"
AWAY = r"EndToEndTests\.TeamAwayTests"

TEAM_WORD_MUTANTS = [
    ("doctor counts the recovery code as a person", CLI + "Doctor/TeamChecks.swift",
     " && $0.id != team.recoveryCode?.id }", " }", DOCTOR),
    ("a login that may more than its role is fine", CLI + "Doctor/TeamServerChecks.swift",
     "guard server.widerRights.isEmpty else {", "guard server.widerRights.count < 99 else {", DOCTOR),
    ("a missing standby is not told", TEAM + "TeamServer.swift",
     "hasSynchronousStandby = !standbys.isEmpty", "hasSynchronousStandby = true", DOCTOR),
    ("a copy answers for what needs the server", CLI + "Team/VaultOpening+Team.swift",
     "if needsServer { try vault.requireServer() }", "", AWAY),
    ("an invitation is good for ever", CLI + "Team/InviteExpiry.swift",
     "guard bounds.contains(date.timeIntervalSince(now)) else {", "guard date > now else {", SENTENCES),
    ("the recovery code goes without a question", CLI + "Team/RecoveryMember.swift",
     "guard !options.yes else { return true }", "guard options.quiet else { return true }", SENTENCES),
    ("a command gets the member's file", CLI + "Session/SessionVariables.swift",
     '"OSC_VAULT_MEMBER_FILE", ', "", SENTENCES),
    ("a head of no epoch is looked for", CLI + "Commands/Team/TeamCheckCommand.swift",
     ", theirs.epoch > 0 else", " else", SENTENCES),
    ("another program's port is a server that is away", "Sources/PostgreSQL/LoginFailure.swift",
     "{ host, _ in .noServer(host: host) }", "{ .unreachable(host: $0, reason: $1) }",
     r"EndToEndTests\.ForeignAddressTests"),
    ("an empty database has a vault", CLI + "Team/TeamOpening.swift",
     "                try TeamVault.requireThere(at: place)\n", "", r"EndToEndTests\.ForeignAddressTests"),
    ("a password in the query is shown", CLI + "Team/TeamAddress.swift",
     "words.filter { !isSecret($0) }", "words", r"VaultCLITests\.NamedVaultTests"),
    ("a plan promises an exposed key its overlap", "Sources/KeyLifecycle/Rotate/RotateKey.swift",
     "key.isExposed ? windows.withoutOverlap : windows", "windows", r"EndToEndTests\.ExposedKeyTests"),
    ("an expired invitation keeps its name", TEAM + "UnlockedVault+Members.swift",
     "            try store.cancelExpiredInvitation(of: name, at: date)\n", "",
     r"VaultTests\.InvitationEndTests"),
    ("whoever was cancelled waits for ever", TEAM + "TeamStore+Waiting.swift",
     "? .invitationEnded : .notAdmitted", "? .notAdmitted : .notAdmitted", r"VaultTests\.InvitationEndTests"),
    ("a removed member never comes back", TEAM + "FormerRequest.swift",
     "        if roster.former[member] != nil { return bytes }\n", "", r"VaultTests\.InvitationEndTests"),
    ("the log names nobody", "Sources/Vault/VaultWriter.swift",
     "AuditRow(event: $0.by(author))", "AuditRow(event: $0)", r"VaultTests\.TeamAuthorTests"),
]

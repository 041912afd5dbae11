"""Deliberate breaks of what a team's roster and its codes check: name, file, old text, new text, the suites."""

RULES = "Sources/Vault/Team/Roster/Roster+Rules.swift"
ROSTER = "Sources/Vault/Team/Roster/Roster.swift"
JOIN = "Sources/Vault/Team/Joining/JoinRequest.swift"
SLOT = "Sources/Vault/Team/MemberSlot.swift"
TAKEOVER = r"EndToEndTests\.TeamTakeover"
BEHIND = r"VaultTests\.TeamBehind"
BACKUP = r"VaultTests\.TeamBackup"
SUITES = r"VaultTests\.(Roster|Joining|MemberSlot|MemberKey)"

TEAM_MUTANTS = [
    ("a reader writes the roster", ROSTER,
     "guard let author = members[entry.author], author.role == .admin else {",
     "guard let author = members[entry.author] else {", SUITES),
    ("an entry needs no signature", ROSTER,
     "            guard statement.isSigned(by: author.keys.signing) else { throw .notSigned }\n", "", SUITES),
    ("a founding needs no signature", ROSTER,
     "            guard statement.isSigned(by: founding.keys.signing) else { throw .notSigned }\n", "", SUITES),
    ("an entry stands after any other", ROSTER,
     "unverifiedContent(.roster, of: vaultID, after: head)",
     "unverifiedContent(.roster, of: vaultID, after: Array(statement.body.dropFirst(28).prefix(32)))", SUITES),
    ("the last admin goes", RULES, "guard others else { throw .lastAdmin }", "_ = others", SUITES),
    ("an admin removes himself", RULES, "guard id != author else { throw .oneself }", "_ = author", SUITES),
    ("a removal owes no new key", RULES, "        owesRekey = true\n", "", SUITES),
    ("something comes between a removal and its new key", RULES,
     "        guard !owesRekey else { throw .rekeyOwed }\n", "", SUITES),
    ("a key's epoch is any", RULES, "guard !isLast, epoch == next else", "guard !isLast, epoch > 0 else", SUITES),
    ("an invitation never expires", RULES, "guard entry.time <= invitation.expires else { throw .expired }", "", SUITES),
    ("an invitation outlives its author's office", RULES,
     "        invitations = invitations.filter { $0.value.author != author }\n", "", SUITES),
    ("an invitation is taken twice", RULES,
     "guard let open = invitations.removeValue(forKey: id) else", "guard let open = invitations[id] else", SUITES),
    ("an old member's keys come back", RULES,
     "usedKeys.insert(member.keys.signing).inserted", "usedKeys.insert(member.keys.signing).inserted || true", SUITES),
    ("a name is two members'", RULES, "!members.values.contains { $0.name == name }", "true", SUITES),
    ("a key for which nothing can be sealed is admitted", RULES,
     "        guard member.keys.areUsable else { throw .malformed }\n", "", SUITES),
    ("a request needs no code", JOIN,
     "self.invitation == invitation.id && statement.isSigned(by: invitation.key)", "self.invitation == invitation.id",
     SUITES),
    ("a request needs no keys of its own", JOIN,
     "guard SigningKey.isGenuine(ownSignature, of: body, by: keys.signing) else {",
     "guard ownSignature.count == 64 else {", SUITES),
    ("the pin is not compared", JOIN,
     "                guard open.invitation.pin == code.pin(of: before) else { throw .notNext }\n", "", SUITES),
    ("a key that the server has sealed is taken", SLOT,
     "guard opened.keyID == keyID else { throw Self.foreign }", "", SUITES),
    ("a slot is any member's, of any vault", SLOT, "guard isHers else { throw Self.foreign }", "_ = isHers", SUITES),
    ("another member's intent is recovered", "Sources/KeyLifecycle/Recover/Recovery.swift",
     "guard intent.isLost, context.member == nil || intent.isWatched else { return false }",
     "guard intent.isLost || context.member != nil else { return false }", TAKEOVER),
    ("a taken intent is written to", "Sources/Vault/UnlockedVault+Intents.swift",
     "guard now.hasHolder(of: intent) else {", "guard now.hasHolder(of: intent) || true else {", TAKEOVER),
    ("a removal shuts out another's landing file", "Sources/Vault/Team/Shared/UnlockedVault+Remove.swift",
     "            try requireNoLandings(but: removed)\n", "", TAKEOVER),
    ("a removed member's intents are nobody's", "Sources/Vault/Team/Shared/UnlockedVault+Remove.swift",
     "        for intent in taken { try transaction.take(intent.held(by: holder, on: host)) }\n", "", TAKEOVER),
    ("a server that is behind is taken for one that lies", "Sources/Vault/Team/Shared/VerifiedNews.swift",
     "guard own != statement else {", "guard own != statement || own == statement else {", BEHIND),
    ("a copy is put back unverified", "Sources/Vault/Team/Whole/MissingEpochs.swift",
     "        _ = try vault.verifyRows()\n", "", BEHIND),
    ("a backup's members' events need no signature", "Sources/Vault/Team/Whole/TeamBackup.swift",
     "guard content.events.allSatisfy({ $0.isGenuine(in: roster) }) else {",
     "guard content.events.allSatisfy({ $0.isGenuine(in: roster) || true }) else {", BACKUP),
    ("a backup's rows are not looked at", "Sources/Vault/Team/Whole/TeamBackup.swift",
     "            try loaded.verifyEntries()\n", "", BACKUP),
]

"""Deliberate breaks of what the agent signs, and of what stays in memory: name, file, old text, new text, the suites."""

KNOWN = "Sources/Agent/Server/KnownState.swift"
ATTEST = "Sources/Vault/Crypto/InMemoryVaultKey+Attestation.swift"
STEP = "Sources/Vault/Crypto/Attestation.swift"

AGENT_MUTANTS = [
    ("the agent follows an older manifest", KNOWN,
     "guard !isOutdated(row, counts) else { throw .outdated }", "", "MintingTests"),
    ("the agent follows a manifest with a shorter log", KNOWN,
     "counts.epoch < known.epoch || counts.events < known.events", "counts.epoch < known.epoch", "MintingTests"),
    ("the agent leaves out an event that a secret has waited for", KNOWN,
     "counts.events >= spoolHead?.sequence ?? 0", "counts.events >= 0", "MintingTests"),
    ("the agent tells nobody that a file went back", KNOWN,
     "return [ManifestVerdict.outdated.rawValue]", "return [ManifestVerdict.genuine.rawValue]",
     "MintingTests|AgentAttackTests"),
    ("the agent is unlocked for any manifest", "Sources/Agent/Server/KeyHolder.swift",
     "        try known.take(request.manifest, of: opened)\n", "", "MintingTests"),
    ("what follows a manifest that nobody signed is signed", ATTEST,
     "    private func next(_ step: ManifestStep) throws(VaultError) -> ManifestRow {\n        try requireSigned(step.previous)\n",
     "    private func next(_ step: ManifestStep) throws(VaultError) -> ManifestRow {\n",
     "NumberRangeTests|AttestationTests"),
    ("the last epoch is followed by another", STEP,
     "guard !isLast, !isFull, count", "guard !isFull, count", "MintingTests|NumberRangeTests"),
    ("a box is sealed in a place that the format has not", "Sources/Vault/Crypto/SealingContext.swift",
     "guard high == UInt64(type), low <= UInt64(UInt32.max) else { return nil }", "_ = high", "MintingTests"),
    ("any box signs", "Sources/Agent/Protocol/ReceivedRequest.swift",
     "        guard place.context.table == .secret else { throw MalformedMessage() }\n", "", "MintingTests"),
    ("a kept statement remembers what was bound to it", "Sources/Vault/Store/StatementCache.swift",
     "        unsafe sqlite3_clear_bindings(handle)\n", "", "StatementCacheTests"),
    ("two who read at once have one statement", "Sources/Vault/Store/StatementCache.swift",
     "idle.removeValue(forKey: Self.address(of: sql))", "idle[Self.address(of: sql)]", "StatementCacheTests"),
    ("a quote among eight bytes is not seen", "Sources/VaultCLI/Output/PlainText.swift",
     "eight.has(first) || ", "", "PlainTextTests"),
    ("a date outside of the calendar is read", "Sources/Vault/Format/TLVPlaces.swift",
     "guard EntryDate.range.contains(seconds) else {", "guard EntryDate.range.contains(seconds) || true else {",
     "NumberRangeTests"),
    ("the stack keeps what a command has used", "Sources/SecretMemory/ProcessEnd.swift",
     "        StackResidue.wipe(StackResidue.afterCommand)\n", "", "ResidueTests"),
]

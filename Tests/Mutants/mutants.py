"""Deliberate breaks of the protocol: name, file, old text, new text, the suites that must notice."""

from evidence import EVIDENCE
from agent import AGENT_MUTANTS
from chains import CHAIN_MUTANTS
from expiry import EXPIRY_MUTANTS
from hardening import HARDENING
from slots import SLOT_MUTANTS
from spool import SPOOL_MUTANTS
from team import TEAM_MUTANTS
from team_words import TEAM_WORD_MUTANTS
from terminal import TERMINAL

LIFECYCLE = "Sources/KeyLifecycle/"
MACHINE = "Sources/LocalMachine/"
VAULT = "Sources/Vault/"

PROTOCOL = [
    ("the intent is written after the request", LIFECYCLE + "Issue/IssueKey.swift",
     "        try open(intent, in: &vault)\n        let issued = try send(intent, in: &vault)\n",
     "        let issued = try send(intent, in: &vault)\n        try open(intent, in: &vault)\n",
     "IssueOrderTests"),
    ("the intent is not synced before the request", VAULT + "Store/Connection+Settings.swift",
     "synchronous = EXTRA", "synchronous = OFF", "DurabilityOrderTests"),
    ("the landing file's reservation is not synced", VAULT + "Store/LandingFile.swift",
     '            guard fdatasync(descriptor) == 0 else { throw VaultError.system("sync", path) }\n',
     "", "DurabilityOrderTests"),
    ("what has landed is not synced", VAULT + "Store/LandingFile.swift",
     '        guard fdatasync(descriptor) == 0 else { throw .system("sync", path) }\n',
     "", "DurabilityOrderTests"),
    ("CreateAccessKey is repeated when throttled", "Sources/APIClient/Client/Action.swift",
     "case .createAccessKey, .updateAccessKey", "case .createAccessKey: true\n"
     "        case .updateAccessKey", "IssueOrderTests"),
    ("a lost answer counts as not created", LIFECYCLE + "Evidence/CreationEvidence.swift",
     "case .unknown: self = .unknown", "case .unknown: self = .nothingCreated",
     "IssueOrderTests"),
    ("a throttled creation is not looked for", LIFECYCLE + "Evidence/CreationEvidence.swift",
     "case .throttled: true", "case .throttled: false", "IssueOrderTests"),
    ("what is read back is not compared", LIFECYCLE + "Issue/IssueKey.swift",
     "guard same else {", "guard same || true else {", "ConfirmationTests"),
    ("an expiry is not resent with a change", LIFECYCLE + "Change/KeyUpdate.swift",
     "self.expiry = expiry.map { .set($0) } ?? .unchanged\n", "self.expiry = .unchanged\n",
     "UnlistedKeyTests"),
    ("an expiry is not resent with the user's tag",
     LIFECYCLE + "Change/KeyUpdate.swift",
     "case .tag(let text): tag = text.map { .set($0) } ?? .clear",
     "case .tag(let text):\n            tag = text.map { .set($0) } ?? .clear\n"
     "            self.expiry = .unchanged", "IssueOrderTests"),
    ("an active key is deleted", LIFECYCLE + "Change/ConfirmedChange+Deletion.swift",
     "guard signer != known.id else { return false }",
     "guard signer == known.id else { return false }",
     "LeaseTests"),
    ("an accepted change is believed", LIFECYCLE + "Change/ConfirmedChange+Update.swift",
     "change.isSettled(in: $0, answered: answered) ? $0 : nil",
     "$0.id == answered.id ? $0 : nil", "ConfirmationTests"),
    ("any new key is taken for the lost one", LIFECYCLE + "Evidence/KeySearch.swift",
     ".filter { $0.tag == tag }.map", '.filter { $0.tag != "" }.map', "QuarantineTests"),
    ("a lost creation is forgotten before its key is deleted",
     LIFECYCLE + "Recover/RecoverIssue.swift",
     "        try search.confirmEnds(of: &open, in: &vault)\n",
     "        try vault.settle(open, as: .compensated, context)\n"
     "        try search.confirmEnds(of: &open, in: &vault)\n", "ConfirmationTests"),
    ("a creation is given up before its quarantine ends", LIFECYCLE + "Recover/RecoverIssue.swift",
     "guard evidence.absenceCounts(since: intent.startedAt) else", "guard candidates.isEmpty else",
     "QuarantineTests"),
    ("another machine's intent is taken over", LIFECYCLE + "Recover/Intent+Holding.swift",
     "host == context.host && holder?.member == context.member",
     "holder?.member == context.member", "QuarantineTests"),
    ("a key is promoted without proof", LIFECYCLE + "Rotate/RotationSteps+Proof.swift",
     "guard verdict.isProof else {", "guard verdict.isProof || true else {", "RotationProofTests"),
    ("four refusals lock the new key", LIFECYCLE + "Evidence/KeyVerification.swift",
     "[0.0, 2.0, 5.0]", "[0.0, 2.0, 5.0, 15.0]", "VerificationTests"),
    ("a wrong clock is not noticed", LIFECYCLE + "Issue/IssuePreflight.swift",
     "toleratedSkewSeconds = 60.0", "toleratedSkewSeconds = 240.0", "PreflightTests"),
    ("the manifest's MAC is not compared", VAULT + "Tree/FirstReading.swift",
     "guard verdict != .foreign else", "guard verdict != .foreign || true else", "VaultTests"),
    ("a page is not held against its node", VAULT + "Tree/LoadedVault+Pages.swift",
     "leaf.digest == Digest(hashing: row.box)", "leaf.generation > 0", "VaultTests"),
    ("a node is not held against its directory", VAULT + "Tree/LoadedVault+Pages.swift",
     "PageTree.nodeDigest(place, body) == tree(kind).nodeDigests[node]", "!body.isEmpty",
     "VaultTests"),
    ("a directory is not held against the manifest", VAULT + "Tree/LoadedVault+Pages.swift",
     "                == directory.digest\n", "                != []\n", "VaultTests"),
    ("the slot's commitment is not compared", VAULT + "Slots/Slot.swift",
     "guard Self.mac(of: authenticated, root: root).isEqual(to: stored) else {",
     "guard Self.mac(of: authenticated, root: root).count == stored.count else {", "VaultTests"),
    ("the high-water mark is not advanced", VAULT + "UnlockedVault+Commit.swift",
     "            guard state.mac == written.mac, error != .team(.unclear) else { throw error }\n        }\n        advanceMark()\n",
     "            guard state.mac == written.mac, error != .team(.unclear) else { throw error }\n        }\n", "VaultTests"),
    ("two commands change keys at once", VAULT + "VaultLock.swift",
     "LOCK_EX | LOCK_NB", "LOCK_SH | LOCK_NB", "VaultTests"),
    ("a change goes over a connection that was used", "Sources/APIClient/Transport/CurlTransport.swift",
     "request.isRepeatable && settings.proxy == nil", "settings.proxy == nil",
     "APIClientTests"),
    ("the answer before is taken for a read's", "Sources/APIClient/Transport/CurlConnections.swift",
     "status == 408 || digest == lastAnswer", "status == 408 && digest == lastAnswer",
     "APIClientTests"),
    ("what came over a connection meanwhile is not looked for", "Sources/APIClient/Transport/CurlConnections.swift",
     "kept.handle.isQuiet else", "kept.handle.isQuiet || true else", "APIClientTests"),
    ("what is known of the account never grows old", LIFECYCLE + "Issue/AccountLimits.swift",
     "age >= 0 && age < Self.keptSeconds", "age >= 0", "AccountFactTests"),
    ("the secret stays in the answer's memory", "Sources/APIClient/Answer/OpenedAnswer.swift",
     "        for place in scanner.secrets { body.blank(place.range) }\n", "", "APIClientTests"),
    ("a redirection is followed", "Sources/APIClient/Transport/CurlTransport+Configuration.swift",
     "CURLOPT_FOLLOWLOCATION, 0", "CURLOPT_FOLLOWLOCATION, 1", "DisturbedAPITests|APIClientTests"),
    ("a lease is written after its key is asked for", LIFECYCLE + "Lease/LeaseKey.swift",
     "        try vault.open(lease, as: .leaseBegun, context) { transaction throws(VaultError) in\n"
     "            if let original = request.original {\n"
     "                try transaction.note(\n"
     "                    owner: lease.key.user, of: original.id, at: lease.startedAt)\n"
     "            }\n        }\n        let issued: IssuedKey\n"
     "        do { issued = try issue.run(issuing, in: &vault) } catch {",
     "        let issued: IssuedKey\n        do {\n            issued = try issue.run(issuing, in: &vault)\n"
     "            try vault.open(lease, as: .leaseBegun, context)\n        } catch {",
     "LeaseTests"),
    ("a living lease is ended", LIFECYCLE + "Lease/Lease.swift",
     "case .running: true", "case .running: false", "LeaseRecoveryTests"),
    ("a dead lease is left alone", LIFECYCLE + "Lease/Lease.swift",
     "case .ended, .unreadable: false", "case .ended: true\n            case .unreadable: false",
     "LeaseRecoveryTests"),
    ("a lease that can't be seen is taken for dead", LIFECYCLE + "Lease/Lease.swift",
     "case .outOfSight: lease.expiresAt.map { $0 > date } ?? false", "case .outOfSight: false",
     "LeaseRecoveryTests"),
    ("a process number that was given again is life", MACHINE + "Processes.swift",
     "status.isDead || status.startTime != process.startTime ?", "status.isDead ?",
     "ProcessesTests"),
    ("a zombie is life", MACHINE + "Processes.swift",
     "status.isDead || status.startTime", "status.startTime", "ProcessesTests"),
    ("another container's process is taken for dead", MACHINE + "Processes.swift",
     "guard process.namespace == here.namespace else { return .outOfSight }",
     "guard process.namespace == here.namespace else { return .ended }", "ProcessesTests"),
    ("a lease is settled without its key's deletion", LIFECYCLE + "Lease/EndLease.swift",
     "if let key { try delete", "if let key, key.accessKeyID.isEmpty { try delete",
     "LeaseTests"),
    ("a signal ends vault while a lease's key is made",
     "Sources/VaultCLI/Session/EphemeralSession.swift",
     "HeldSignals(Self.ending + Self.others)", "HeldSignals(Self.others)", "BrokenLeaseTests"),
    ("a creation is given up although a key may be its own",
     LIFECYCLE + "Recover/RecoverIssue.swift",
     "guard candidates.isEmpty else", "guard candidates.isEmpty || true else", "QuarantineTests"),
    ("a secret is dropped when the agent has locked", LIFECYCLE + "Issue/IssueKey+Store.swift",
     "guard case .keyUnavailable = error else", "guard case .keyUnavailable(\"\") = error else",
     "says that nothing is lost"),
]

MUTANTS = (
    PROTOCOL + EVIDENCE + SPOOL_MUTANTS + SLOT_MUTANTS + HARDENING + AGENT_MUTANTS + EXPIRY_MUTANTS + TEAM_MUTANTS + TEAM_WORD_MUTANTS + CHAIN_MUTANTS
    + TERMINAL
)

"""Deliberate breaks of what counts as evidence (docs/evidence.md), in the page's order; as in mutants.py."""

LIFECYCLE = "Sources/KeyLifecycle/"
CREATION = LIFECYCLE + "Evidence/CreationEvidence.swift"
DELETION = LIFECYCLE + "Change/ConfirmedChange+Deletion.swift"
UPDATE = LIFECYCLE + "Change/ConfirmedChange+Update.swift"
ISSUE_RECOVERY = LIFECYCLE + "Recover/RecoverIssue.swift"
LANDINGS = LIFECYCLE + "Recover/TakeLandings.swift"

# The key that no list has is dropped with its secret.
DROPPED = """else { return .settled }
        if let client = clients.forIntent(vault, intent),
            try ConfirmedChange(client: client, user: record.user, context)
                .find(record.accessKeyID) == nil
        {
            let id = record.id
            try vault.settle(intent, context) { transaction throws(VaultError) in
                try transaction.drop(id)
            }
            return .nothingMade
        }
"""

TABLE = [
    ("an intermediary's 4xx counts as nothing created", CREATION,
     "case .unknown: self = .unknown",
     "case .unknown:\n            if case .intermediary = error { self = .nothingCreated } "
     "else { self = .unknown }", "stays open where no key is listed yet"),
    ("a problem counts as nothing created", CREATION,
     "case .doubtful: self = .nothingUnlessListed", "case .doubtful: self = .nothingCreated",
     "is looked up once, and its Tag"),
    ("absence counts at once", LIFECYCLE + "Evidence/Evidence.swift",
     "end(of: date) <= context.now()", "date <= context.now()", "QuarantineTests"),
    ("a denied deletion of a young key counts as its end", DELETION,
     "denial == .absent && isWord && isOld(date)", "denial == .absent && isWord",
     "UnlistedKeyTests"),
    ("an intermediary's refusal of a deletion counts as the key's end", DELETION,
     "denial == .absent && isWord && isOld(date)", "denial == .absent && isOld(date)",
     "DeniedKeyTests"),
    ("a problem counts as the end of a key that has expired", DELETION,
     "hasPassed(known.expiresAt)\n            ? ", "known.id.isEmpty\n            ? ",
     "DeniedKeyTests"),
    ("a key counts as gone although not all users could be looked at", DELETION,
     "denial == .absent && ", "", "DeniedKeyTests"),
    ("any refusal says that there is no such key", LIFECYCLE + "Evidence/Evidence.swift",
     ".map { $0.meansNoSuchKey || $0.meansNoSuchUser }", ".map { $0.status >= 400 }",
     "GivenUpTests"),
    ("an accepted deletion is believed", DELETION,
     "guard signer != id else { return }", "guard signer != id, id.isEmpty else { return }",
     "ConfirmationTests"),
    ("a gateway's success counts as an accepted deletion",
     "Sources/APIClient/OutscaleClient+AccessKeys.swift",
     ".shownRequestID != nil else", ".shownRequestID != \"\" else", "APIClientTests"),
    ("a young key that OUTSCALE does not know counts as inactive",
     LIFECYCLE + "Rotate/RotationSteps+Forward.swift",
     "failure.ofAbsence(under: intent, lastSeen: key.lastSeen, context)", "failure",
     "UnlistedKeyTests"),
    ("an accepted update is believed", UPDATE,
     "return try confirm(try repair(answered, before, change), change)", "return answered",
     "UnlistedKeyTests"),
    ("a key that is refused counts as proven", LIFECYCLE + "Evidence/KeyVerification.swift",
     "case .notTried, .unproven: false",
     "case .notTried: false\n        case .unproven: true", "VerificationTests"),
]

CREATIONS = [
    ("a creation that was refused in doubt is not watched", LIFECYCLE + "Journal/Journal.swift",
     "guard !Evidence(context: context).absenceCounts(since: intent.startedAt) else",
     "guard intent.tag.isEmpty else", "WatchedTagTests"),
    ("a creation that was refused in doubt is called open", LIFECYCLE + "Issue/IssueKey+Failure.swift",
     "case .nothingUnlessListed: return look(for:", "case .nothingUnlessListed: return undo(",
     "WatchedTagTests"),
    ("a watched creation is settled at once", ISSUE_RECOVERY,
     "if Evidence(context: context).absenceCounts(since: intent.startedAt) {",
     "if !intent.tag.isEmpty {", "WatchedTagTests"),
    ("a watched creation counts as pending", LIFECYCLE + "Lease/Lease.swift",
     "issue.phase == .watched", "issue.phase == .elsewhere", "WatchedTagTests"),
    ("a watched creation's key is left alone", ISSUE_RECOVERY,
     "guard found.isEmpty else {\n            let open",
     "guard found.isEmpty else {\n            if !found.isEmpty { return nil }\n            let open",
     "is deleted when it appears later"),
]

VERBS = [
    ("a deletion is skipped where no list has the key", DELETION,
     "                try client.deleteAccessKey(id: known.id, user: user)\n",
     "                if try search.keyIfReadable(known.id, of: user) != nil {\n"
     "                    try client.deleteAccessKey(id: known.id, user: user)\n"
     "                }\n", "UnlistedKeyTests"),
    ("the owner is not looked for with other users", LIFECYCLE + "Evidence/KeySearch.swift",
     "for owner in owners where owner != user", "for owner in owners where owner == user",
     "RenamedOwnerTests"),
    ("an accepted deletion is not noted", DELETION,
     "            try note(intent, change.context)\n", "", "AcceptedDeletionTests"),
    ("a landed secret is dropped where no list has its key", ISSUE_RECOVERY,
     "else { return .settled }\n", DROPPED, "LandingRecoveryTests"),
    ("a settled landing is stored again", LANDINGS,
     "entry.event.accessKeyID == record.accessKeyID &&", "entry.event.accessKeyID == \"\" &&",
     "LandingRecoveryTests"),
    ("a damaged landing is discarded at once", LANDINGS,
     "guard !isOpen,", "guard isOpen || !isOpen,",
     "DamagedLandingRecoveryTests"),
    ("a change that can't be confirmed stays open for ever",
     LIFECYCLE + "Recover/RecoverChange.swift",
     "(.update, .notConfirmed): return true", "(.update, .notConfirmed): return false",
     "GivenUpTests"),
    ("a deletion is given up although no list has the key",
     LIFECYCLE + "Recover/RecoverChange.swift",
     "return try change.find(id) != nil", "return try change.find(id) != nil || true",
     "GivenUpTests"),
    ("a tag or an expiry sends the state again", UPDATE,
     "                answered = try send(\n"
     "                    before, KeyUpdate(change, keepingExpiry: before.expiresAt), isEnding: isEnding)\n",
     "                var update = KeyUpdate(change, keepingExpiry: before.expiresAt)\n"
     "                update.state = update.state ?? before.state\n"
     "                answered = try send(before, update, isEnding: isEnding)\n", "UpdateFieldsTests"),
    ("an expired key's past date is not replaced", UPDATE,
     "if case .set(let date) = update.expiry, hasPassed(date) {",
     "if case .set(let date) = update.expiry, date < .distantPast {",
     "ExpiredKeyTests"),
    ("a deletion is stopped by the expiry that it sends again", UPDATE,
     "guard isEnding, update.state == .inactive,", "guard !isEnding, update.state == .inactive,",
     "EndingExpiryTests"),
    ("a lease whose expired key can't be deleted never ends",
     LIFECYCLE + "LifecycleError.swift",
     "case .api(.refused): isFinalRefusal\n", "case .api(.refused): false\n", "GivenUpTests"),
]

PLACES = [
    ("`add` tries a key three times", LIFECYCLE + "Issue/AddKey.swift",
     ".attempt(accessKeyID: accessKeyID)", ".run(accessKeyID: accessKeyID)", "AddKeyTests"),
    ("a span is not cut to the account's ceiling", LIFECYCLE + "ExpiryCeiling.swift",
     "guard mayBeCut, latest", "guard !mayBeCut, latest", "CeilingTests"),
    ("a copy of the vault counts as the same place",
     "Sources/LocalMachine/HostIdentity.swift",
     '\\0\\(try realPath(of: files.database))\\0\\(try inode(of: files.database))"', '"',
     "HostIdentityTests"),
    ("another file in the vault's place counts as the vault",
     "Sources/LocalMachine/HostIdentity.swift",
     '\\0\\(try inode(of: files.database))"', '"', "ReplacedVaultTests"),
    ("a lease whose process can't be read of rests", LIFECYCLE + "Lease/Lease.swift",
     "case .ended, .unreadable: false", "case .ended: false\n            case .unreadable: true",
     "LeaseRecoveryTests"),
    ("reconcile takes a forgotten key for an orphan", LIFECYCLE + "Reconcile/OwnCreations.swift",
     "case .stored, .forgotten: false", "case .stored: false\n        case .forgotten: true",
     "OrphanTests"),
    ("a key that outlives its deletion is called another vault's",
     LIFECYCLE + "Reconcile/OwnCreations.swift",
     "        case .deleted: true\n", "        case .deleted: false\n", "OrphanTests"),
    ("reconcile takes an owner who can't be read for one without keys",
     LIFECYCLE + "Reconcile/Reconciliation.swift",
     "            unread = [Comparison.UnreadOwner(user: user, error: error)]\n", "",
     "UnreadOwnerTests"),
    ("an accepted deletion is never sent again",
     LIFECYCLE + "Change/ConfirmedChange+Deletion.swift",
     "            try change.repeatDeletion(of: known)\n", "", "AcceptedDeletionTests"),
    ("a kept old key is renewed by every `rotate --due`",
     "Sources/VaultCLI/Commands/RotateCommand+Requests.swift",
     " && key.retiredAt == nil", "", "RotationTests"),
    ("others' lists prove the end of a key whose owner can't be read",
     LIFECYCLE + "Evidence/KeySearch.swift",
     "guard sweep.isNoUser(user) else {",
     "guard sweep.isComplete, user != nil else {", "UnreadableEndTests"),
    ("a proxy's no counts after a day", LIFECYCLE + "Change/ConfirmedChange+Deletion.swift",
     "(verdict == .absent && isOld(date))", "isOld(date)", "UnheardOwnerTests"),
    ("a denial that the list contradicts gives a deletion up",
     LIFECYCLE + "Change/ConfirmedChange+Deletion.swift",
     "isContradicted = true\n", "isContradicted = false\n", "UnnotedDeletionTests"),
    ("a window ends although the new key does not work",
     LIFECYCLE + "Rotate/RotationSteps+Fitness.swift",
     "            throw .newKeyUnfit(intent, defect)\n", "            _ = defect\n", "FitnessTests"),
    ("a lost creation is repeated by its rotation",
     LIFECYCLE + "Rotate/RotationSteps+Fitness.swift",
     "guard survey.own.isEmpty, survey.candidates.isEmpty else {",
     "guard survey.own.isEmpty || true else {", "DoubtfulRotationTests"),
    ("an older change is finished after a newer one", LIFECYCLE + "Change/ChangeKey.swift",
     "            for older in overtaken { try transaction.settle(intent: older.id) }\n", "",
     "StaleChangeTests"),
    ("a key that was disabled before is woken by the way back",
     LIFECYCLE + "Rotate/RotationSteps+Undo.swift",
     "        if let wasInactive = rotation.wasInactive { return wasInactive }\n",
     "        if rotation.wasInactive != nil { return false }\n", "WayBackTests"),
    ("that others have disabled the old key is not seen before it is changed",
     LIFECYCLE + "Rotate/RotationSteps+Forward.swift",
     "observed.wasInactive = try isInactive(old, intent, in: vault)",
     "observed.wasInactive = old.state == .inactive", "WayBackTests"),
    ("a kept expiry beyond the ceiling is not cut", UPDATE,
     "if case .refused = error, !Evidence.deniesKey(error), let latest",
     "if case .refused = error, isEnding, let latest", "DisabledUnderCeilingTests"),
    ("a new key that has expired takes a place", LIFECYCLE + "Rotate/RotationSteps.swift",
     "guard !new.hasExpired(at: context.now()) else {",
     "guard !new.hasExpired(at: .distantPast) else {", "ExpiredHalfTests"),
    ("a rotation that nobody has shortened is shortened", LIFECYCLE + "Rotate/RotateKey.swift",
     "now.addingTimeInterval(Double($0))) } ?? end",
     "now.addingTimeInterval(Double($0))) } ?? now", "OverlapTests"),
    ("the overlap is skipped", LIFECYCLE + "Rotate/RotationSteps.swift",
     "case .promoted(let end):\n                guard end <= context.now() else {",
     "case .promoted(let end):\n                guard !intent.tag.isEmpty else {",
     "OverlapTests"),
]

EVIDENCE = TABLE + CREATIONS + VERBS + PLACES
